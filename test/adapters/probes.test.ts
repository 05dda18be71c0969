import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { machineProbes } from '../../src/adapters/probes.js';
import { locate, useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();
const OLD = '.dharma/log/.000000000009.json.77-0123456789abcdef.tmp';
const YOUNG = '.dharma/log/.000000000010.json.78-0123456789abcdef.tmp';

function leave(file: string, hoursAgo: number): void {
  mkdirSync(inFolder('.dharma/log'), { recursive: true });
  writeFileSync(inFolder(file), '{');
  const then = Date.now() / 1000 - hoursAgo * 3600;
  utimesSync(inFolder(file), then, then);
}

function probe(repair: boolean): Promise<string> | undefined {
  const probes = machineProbes(locate(inFolder('.'), 'models'), repair);
  return probes.find(({ name }) => name === 'leftovers')?.run();
}

describe('the probe for leftovers', () => {
  it('names what a killed commit left, and removes it in a repair', async () => {
    leave(OLD, 2);
    expect(await probe(false)).toBe(
      `1 temporary file of stopped commands: models/${OLD}; dharma-gov doctor --repair removes it`,
    );
    expect(existsSync(inFolder(OLD))).toBe(true);
    expect(await probe(true)).toBe(`removed 1 temporary file of stopped commands: models/${OLD}`);
    expect(existsSync(inFolder(OLD))).toBe(false);
  });

  it('leaves alone what somebody may be writing, and files of models that have such names', async () => {
    leave(YOUNG, 0.5);
    mkdirSync(inFolder('1.0.0'));
    leave('1.0.0/.weights.77-0123456789abcdef.tmp', 2);
    expect(await probe(true)).toBe('no temporary files of stopped commands');
    expect(existsSync(inFolder(YOUNG))).toBe(true);
    expect(existsSync(inFolder('1.0.0/.weights.77-0123456789abcdef.tmp'))).toBe(true);
  });

  it('finds nothing where there is no registry yet', async () => {
    expect(await probe(false)).toBe('no temporary files of stopped commands');
  });
});
