import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, vi } from 'vitest';
import type { Config } from '../../src/config/keys.js';
import type { Instant } from '../../src/core/time.js';
import { setBaseline } from '../../src/governance/drift/set-baseline.js';
import { loadRegistry } from '../../src/governance/registry/registry-store.js';
import type { JobReport } from '../../src/governance/watch/job-report.js';
import { watchPerformance } from '../../src/governance/watch/watch-performance.js';
import {
  type Governance,
  initRegistry,
  openGovernance,
  parseAddress,
  promoteVersion,
  registerVersion,
} from '../../src/index.js';
import { requireModel } from '../../src/registry/address.js';
import type { Model } from '../../src/registry/state.js';
import { ingestInto } from '../predictions/example-registry.js';
import { registration } from '../registration.js';

vi.setConfig({ testTimeout: 60_000 });

const START = Date.parse('2026-03-01T00:00:00.000Z');
const ROWS = 150;

/** Midnight after so many days. */
export function day(days: number): Instant {
  return new Date(START + days * 86_400_000).toISOString();
}

/** The options of a job that may do anything. */
export const ALLOWED = { autoRollback: true, dryRun: false };

/** Rows of a day before `days`, of which the first `right` hundredths are answered right. */
function rowsOf(days: number, right: number): string[] {
  return Array.from({ length: ROWS }, (_, row) => {
    const at = new Date(Date.parse(day(days - 1)) + row * 600_000 * 0.95).toISOString();
    const actual = row % 2 === 0 ? 'UP' : 'DOWN';
    const isRight = row < (right / 100) * ROWS;
    const prediction = isRight ? actual : actual === 'UP' ? 'DOWN' : 'UP';
    return `${days}-${row},${at},${row % 10},${prediction},1,${actual}`;
  });
}

const HEAD = 'request_id,timestamp,x,prediction,latency_ms,actual';

/**
 * A registry with `m@1.0.0`, `m@1.1.0` and `m@1.2.0`, one after the other in production since day 0; each was right in 90 of
 * 100 rows when it was trained. The clock stands where it was set.
 */
export async function makeWatchedProject(settings: Partial<Config> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'dharma-watched-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'models'));
  let now = day(0);
  const governance: Governance = {
    ...(await openGovernance({ folder, actor: 'watch', settings: { 'watch.window': '1d', ...settings } })),
    now: () => now,
    sleep: () => Promise.resolve(),
  };
  await initRegistry(governance, 'test', false);
  const file = (version: string) => join(folder, `models/${version}.bin`);
  writeFileSync(join(folder, 'training.csv'), [HEAD, ...rowsOf(-30, 90)].join('\n'));
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    writeFileSync(file(version), version);
    await registerVersion(governance, registration('m', version, `${version}.bin`));
    await setBaseline(governance, {
      address: parseAddress(`m@${version}`),
      trainingDataPath: '../training.csv',
      declared: { numeric: [], categorical: [], ignored: [] },
      reason: null,
      dryRun: false,
    });
    for (const to of ['staging', 'production'] as const) await promote(governance, version, to);
  }
  return {
    folder,
    governance,
    file,
    model: async (): Promise<Model> => requireModel((await loadRegistry(governance)).state, 'm'),
    /** A day of predictions with their labels, and the midnight after it. */
    serve: async (days: number, right: number, version = '1.2.0') => {
      now = day(days);
      const path = join(folder, `${version}-${days}.csv`);
      writeFileSync(path, [HEAD, ...rowsOf(days, right)].join('\n'));
      await ingestInto(governance, path, { to: `m@${version}` });
    },
    setClock: (instant: Instant) => {
      now = instant;
    },
    watch: (given: Partial<Governance> = {}, options = ALLOWED): Promise<JobReport> =>
      watchPerformance({ ...governance, ...given }, 'm', options),
  };
}

export type WatchedProject = Awaited<ReturnType<typeof makeWatchedProject>>;

export async function promote(
  governance: Governance,
  version: string,
  to: 'staging' | 'production',
): Promise<void> {
  await promoteVersion(governance, {
    address: parseAddress(`m@${version}`),
    to,
    reason: null,
    dryRun: false,
    confirm: () => Promise.resolve(true),
  });
}

/** Serves and watches a day each, `right` of a hundred. */
export async function goThrough(
  project: WatchedProject,
  days: readonly [number, number][],
): Promise<JobReport[]> {
  const reports: JobReport[] = [];
  for (const [at, right] of days) {
    await project.serve(at, right);
    reports.push(await project.watch());
  }
  return reports;
}

export function messagesOf({ notes }: JobReport): string[] {
  return notes.map(({ message }) => message);
}
