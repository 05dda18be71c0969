import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOutcomeLog } from '../../src/governance/experiments/read-experiment.js';
import { openGovernance } from '../../src/index.js';
import { inPairs } from '../store/processes.js';
import { type ExampleRegistry, makeRegistry } from './example-registry.js';
import { runUntilKilled } from './killed-run.js';

/** Two folders, a batch for each of two metrics and a version, linked with their bytes synced, and a commit. */
const LEAST_STEPS = 10;

let template: ExampleRegistry;
let input: string;
let folders: string;
beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), 'dharma-killed-'));
  template = await makeRegistry();
  const rows = Array.from({ length: 500 }, (_, index) => `r${index},1.0.0,${index % 2},${index / 7}\n`);
  input = template.file('outcomes.csv', `id,version,renewed,revenue\n${rows.join('')}`);
});
afterAll(() => rmSync(folders, { recursive: true, force: true }));

async function rowsRecorded(folder: string): Promise<number[]> {
  const governance = await openGovernance({ folder });
  const { outcomes, exposures } = await readOutcomeLog(await governance.openOutcomeLog('m'));
  return [...outcomes, ...exposures].map(({ rows }) => rows);
}

it('records all of a file or nothing when it is killed at any of its steps', async () => {
  const problems: string[] = [];
  let steps = 0;
  let done = false;
  await inPairs(
    Array.from({ length: 40 }, (_, index) => index + 1),
    async (step) => {
      if (done) return;
      const folder = join(folders, `step-${step}`);
      cpSync(join(template.folder, 'models'), join(folder, 'models'), { recursive: true });
      const run = (at: number) =>
        runUntilKilled(folder, ['ab-test', 'record', 'm', input], join(folder, 'models/.dharma/outcomes'), {
          step: at,
        });
      const { killed } = await run(step);
      if (killed) steps++;
      else done = true;
      const recorded = (await rowsRecorded(folder)).join();
      if (!['', '500,500,500'].includes(recorded)) problems.push(`killed at step ${step}: ${recorded}`);
      const again = await run(0);
      if (again.exitCode !== 0 || (await rowsRecorded(folder)).join() !== '500,500,500') {
        problems.push(`killed at step ${step}, and run again: ${await rowsRecorded(folder)}`);
      }
    },
  );
  expect(problems).toEqual([]);
  expect(steps).toBeGreaterThanOrEqual(LEAST_STEPS);
});
