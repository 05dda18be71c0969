import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { initRegistry, openGovernance, readLog } from '../../src/index.js';
import { foldEntries } from '../../src/registry/fold.js';
import { EMPTY_STATE, productionVersion, type RegistryState } from '../../src/registry/state.js';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-concurrency-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WRITERS = 16;
const OPERATIONS = 100;

it('keeps one production version and every acknowledged change while 16 processes register, promote and roll back', async () => {
  mkdirSync(path.join(folder, 'models'));
  const governance = await openGovernance({ folder, actor: 'test' });
  await initRegistry(governance, 'test', false);

  const worker = path.join(import.meta.dirname, 'operations-worker.mjs');
  const names = Array.from({ length: WRITERS }, (_, index) => `writer${index}`);
  const outputs = await Promise.all(
    names.map((name) => run(process.execPath, [worker, folder, name, String(OPERATIONS)])),
  );

  // A lost race may be a conflict, or the rules of the lifecycle once the winner's change is in; never anything else.
  const kinds = new Set(outputs.flatMap(({ stdout }) => Object.keys(JSON.parse(stdout) as object)));
  expect([...kinds].filter((kind) => kind !== 'conflict' && kind !== 'denied')).toEqual([]);

  const entries = await readLog(governance);
  const written = new Map(entries.map((entry) => [entry.generation, entry.actor]));
  const acknowledged = names.flatMap((name) =>
    readFileSync(path.join(folder, `${name}.acknowledged`), 'utf8')
      .trim()
      .split('\n')
      .map((generation) => ({ name, generation: Number(generation) })),
  );
  expect(acknowledged.length).toBeGreaterThan(WRITERS * 20);
  for (const { name, generation } of acknowledged) expect(written.get(generation)).toBe(name);
  // Each change was acknowledged to its writer, so nothing is in the log that nobody was told of (but the first entry).
  expect(entries.length).toBe(acknowledged.length + 1);

  let state: RegistryState = EMPTY_STATE;
  for (const entry of entries) {
    state = foldEntries(state, [entry]);
    const churn = state.models.churn;
    if (churn === undefined) continue;
    const inProduction = Object.values(churn.versions).filter(({ status }) => status === 'production');
    expect(inProduction.length).toBe(productionVersion(churn) === undefined ? 0 : 1);
  }
  const leftovers = readdirSync(path.join(folder, 'models/.dharma/log')).filter(
    (name) => !/^\d{12}\.json$/.test(name),
  );
  expect(leftovers).toEqual([]);
}, 120_000);
