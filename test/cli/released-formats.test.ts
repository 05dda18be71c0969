import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runShell } from './shell.js';

const FORMATS = path.resolve('fixtures/registries');
const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-formats-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Registries as released programs left them. They are never made anew: what was written once must stay readable. */
describe.each(readdirSync(FORMATS))('a registry of %s', (format) => {
  const folder = path.join(root, format);
  cpSync(path.join(FORMATS, format), folder, { recursive: true });
  const expected = (name: string) =>
    JSON.parse(readFileSync(path.join(folder, `expected-${name}.json`), 'utf8')) as unknown;
  const run = (script: string) => runShell(script, folder);

  it('is read as it was meant, from the snapshot and from the log alone', async () => {
    expect(JSON.parse((await run('dharma-gov show churn --json')).stdout)).toEqual(expected('show'));
    expect(JSON.parse((await run('dharma-gov history churn --json')).stdout)).toEqual(expected('history'));
    expect(JSON.parse((await run('rm models/registry.json; dharma-gov show churn --json')).stdout)).toEqual(
      expected('show'),
    );
  });

  it('proves intact, and goes on from there', async () => {
    const result = await run(`set -e
      dharma-gov audit verify; dharma-gov verify churn
      dharma-gov rollback churn --to 1.1.0 --reason again --yes
      dharma-gov ingest-predictions churn@1.0.0 "$FIXTURES/demo/serving/2026-03.csv"`);
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    // 29 of the rows were in the prediction log already.
    expect(result.stdout).toContain('1,171 predictions');
  });

  it('is refused by name when it is newer than the program', async () => {
    const log = 'models/.dharma/log/000000000001.json';
    const result = await run(
      `sed -i 's/"schemaVersion":1/"schemaVersion":99/' ${log}; rm -f models/registry.json; dharma-gov list`,
    );
    expect(result).toMatchObject({ exitCode: 2 });
    expect(result.stderr).toMatch(/000000000001\.json.*format 99.*\n.*newer dharma-gov/);
  });
});
