import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type Governance,
  initRegistry,
  listAlerts,
  type NewCheck,
  openGovernance,
  readChecks,
  readLog,
  recordCheck,
  registerVersion,
} from '../../src/index.js';
import { exampleRule } from '../checks/example-check.js';
import { registration } from '../registration.js';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-alerts-'));
const worker = path.join(import.meta.dirname, 'record-worker.mjs');
const PRELOAD = path.resolve('test/store/fs-fault-preload.mjs');
const WRITERS = 8;

let governance: Governance;
beforeAll(async () => {
  mkdirSync(path.join(folder, 'models'));
  writeFileSync(path.join(folder, 'models/m.bin'), 'm');
  governance = await openGovernance({ folder, actor: 'test' });
  await initRegistry(governance, 'test', false);
  await registerVersion(governance, registration('m', '1.0.0', 'm.bin'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const driftCheck = (state: 'firing' | 'quiet'): NewCheck => ({
  kind: 'drift',
  model: 'm',
  version: '1.0.0',
  window: { from: null, to: null },
  segmentColumn: null,
  rows: 100,
  verdict: 'pass',
  summary: state,
  rules: [exampleRule(state)],
  values: [],
});

/** Lets as many processes record the same states at once, and returns what each was told of alerts. */
async function recordAtOnce(
  states: readonly string[],
): Promise<{ readonly opened: string[]; readonly resolved: string[] }[]> {
  const outputs = await Promise.all(
    Array.from({ length: WRITERS }, (_, index) =>
      run(process.execPath, [worker, folder, `writer-${index}`, ...states]),
    ),
  );
  return outputs.map(({ stdout }) => JSON.parse(stdout));
}

it('opens one alert when many processes find the same at once, and resolves it once', async () => {
  const firing = await recordAtOnce(['firing', 'firing']);
  expect(firing.flatMap(({ opened }) => opened)).toEqual(['m:1']);
  const quiet = await recordAtOnce(['quiet', 'quiet']);
  expect(quiet.flatMap(({ resolved }) => resolved)).toEqual(['m:1']);

  const { checks } = await readChecks(governance, 'm', { kind: null, since: null });
  expect(checks).toHaveLength(WRITERS * 4);
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  const events = (await readLog(governance)).flatMap((entry) => entry.events);
  expect(events.filter(({ type }) => type.startsWith('alert-')).map(({ type }) => type)).toEqual([
    'alert-opened',
    'alert-resolved',
  ]);
  expect(await listAlerts(governance, null, 'all')).toMatchObject([
    { id: 'm:1', state: 'resolved', resolved: { cause: 'quiet' } },
  ]);
});

it('commits nothing for checks that change no alert', async () => {
  const before = (await readLog(governance)).length;
  await recordAtOnce(['quiet', 'suspect', 'unknown']);
  expect(await readLog(governance)).toHaveLength(before);
});

it('resolves an alert after as many quiet checks as the settings ask for', async () => {
  const settings = { 'alerts.quietChecks': 1 };
  const impatient = await openGovernance({ folder, actor: 'test', settings });
  const check = (state: 'firing' | 'quiet') => recordCheck(impatient, driftCheck(state));
  expect((await check('firing')).alerts).toMatchObject({ opened: [{ id: 'm:2' }], resolved: [] });
  expect((await check('quiet')).alerts).toMatchObject({ opened: [], resolved: [{ id: 'm:2' }] });
});

it('opens with the next check what a check that was killed before its commit could not', async () => {
  const before = (await readChecks(governance, 'm', { kind: null, since: null })).checks.length;
  const killed = run(process.execPath, ['--import', PRELOAD, worker, folder, 'victim', 'firing'], {
    env: {
      ...process.env,
      FS_FAULT: 'kill',
      FS_FAULT_ONLY: 'sync',
      FS_FAULT_AT: '1',
      FS_FAULT_UNDER: folder,
    },
  });
  await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL' });
  expect(await listAlerts(governance, 'm', 'unresolved')).toEqual([]);
  expect((await readChecks(governance, 'm', { kind: null, since: null })).checks).toHaveLength(before + 1);
  const { alerts } = await recordCheck(governance, driftCheck('firing'));
  expect(alerts.opened).toMatchObject([{ id: 'm:3' }]);
});
