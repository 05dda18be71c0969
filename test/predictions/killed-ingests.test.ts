import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GovError } from '../../src/index.js';
import { armFaults, disarmFaults } from '../store/fs-fault-preload.mjs';
import { inPairs } from '../store/processes.js';
import { type ExampleRegistry, makeRegistry, openRegistry } from './example-registry.js';
import { type Killed, runUntilKilled, STEPS } from './killed-run.js';

const HEADER = 'request_id,timestamp,x,prediction,actual\n';
const rowsOf = (prefix: string, count: number) =>
  HEADER + Array.from({ length: count }, (_, i) => `${prefix}${i},1997-02-14,${i / 7},UP,DOWN\n`).join('');

/** Two folders, two batches linked with their bytes synced twice, and a commit. */
const LEAST_STEPS = 8;

const OLD_ROWS = 100;
const NEW_ROWS = 1000;

let template: ExampleRegistry;
let input: string;
let folders: string;
beforeAll(async () => {
  folders = mkdtempSync(join(tmpdir(), 'dharma-killed-'));
  template = await makeRegistry();
  await template.ingest(template.file('old.csv', rowsOf('old', OLD_ROWS)));
  input = template.file('new.csv', rowsOf('new', NEW_ROWS));
});
afterAll(() => rmSync(folders, { recursive: true, force: true }));

async function copyOfTemplate(name: string): Promise<ExampleRegistry> {
  const folder = join(folders, name);
  cpSync(join(template.folder, 'models'), join(folder, 'models'), { recursive: true });
  return openRegistry(folder);
}

const predictionsIn = (folder: string) => join(folder, 'models/.dharma/predictions');

const runKilled = (folder: string, when: Killed) =>
  runUntilKilled(folder, ['ingest-predictions', 'm@1.0.0', input], predictionsIn(folder), when);

/** What is wrong with a registry after an ingest that was cut off: it must hold all new rows with their labels, or none. */
async function problemsOf(registry: ExampleRegistry, acknowledged: boolean): Promise<string[]> {
  const problems: string[] = [];
  const before = await registry.window();
  const labelled = before.read.filter(({ actual }) => actual === 'DOWN').length;
  const complete = before.rows === OLD_ROWS + NEW_ROWS;
  if (!complete && before.rows !== OLD_ROWS) problems.push(`${before.rows} rows`);
  if (labelled !== before.rows) problems.push(`${labelled} labels for ${before.rows} rows`);
  if (acknowledged && !complete) problems.push('acknowledged rows are not there');
  const again = await registry.ingest(input);
  if (again.changed === complete) problems.push(`ingested again: changed ${again.changed}`);
  const after = await registry.window();
  if (after.rows !== OLD_ROWS + NEW_ROWS) problems.push(`${after.rows} rows after another ingest`);
  return problems;
}

it('leaves all of a batch or nothing when it is killed at any of its steps', async () => {
  const problems: string[] = [];
  let steps = 0;
  let done = false;
  await inPairs(
    Array.from({ length: 60 }, (_, index) => index + 1),
    async (step) => {
      if (done) return;
      const registry = await copyOfTemplate(`step-${step}`);
      const { killed, exitCode } = await runKilled(registry.folder, { step });
      if (!killed) done = true;
      else steps++;
      const found = await problemsOf(registry, exitCode === 0);
      problems.push(...found.map((problem) => `killed at step ${step}: ${problem}`));
    },
  );
  expect(problems).toEqual([]);
  expect(steps).toBeGreaterThanOrEqual(LEAST_STEPS);
});

it('leaves all of a batch or nothing when it is killed at any moment', async () => {
  const problems: string[] = [];
  const moments = Array.from({ length: 6 }, () => Math.random() * 400);
  await inPairs(moments, async (afterMs) => {
    const registry = await copyOfTemplate(`after-${afterMs}`);
    const { exitCode } = await runKilled(registry.folder, { afterMs });
    const found = await problemsOf(registry, exitCode === 0);
    problems.push(...found.map((problem) => `killed after ${afterMs} ms: ${problem}`));
  });
  expect(problems).toEqual([]);
});

it('fails with one clear error and nothing half done when the disk is full at any of its steps', async () => {
  const problems: string[] = [];
  let steps = 0;
  for (let at = 1; ; at++) {
    const registry = await copyOfTemplate(`full-${at}`);
    armFaults({ fault: 'ENOSPC', at, under: predictionsIn(registry.folder), only: STEPS });
    const error = await registry.ingest(input).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (disarmFaults().length < at) break;
    steps++;
    if (error !== undefined && !(error instanceof GovError)) problems.push(`step ${at}: ${error}`);
    const found = await problemsOf(registry, error === undefined);
    problems.push(...found.map((problem) => `step ${at}: ${problem}`));
  }
  expect(problems).toEqual([]);
  expect(steps).toBeGreaterThanOrEqual(LEAST_STEPS);
});

it('counts a file once that two processes ingest at the same time', async () => {
  const registry = await copyOfTemplate('twice');
  const runs = await Promise.all([1, 2].map(() => runKilled(registry.folder, { step: 0 })));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const { rows, read } = await registry.window();
  expect([rows, read.length]).toEqual([OLD_ROWS + NEW_ROWS, OLD_ROWS + NEW_ROWS]);
  const { predictions, labels } = await registry.log();
  expect([predictions.length, labels.length]).toEqual([2, 2]);
  expect(readdirSync(join(predictionsIn(registry.folder), 'm/data'))).toHaveLength(4);
});
