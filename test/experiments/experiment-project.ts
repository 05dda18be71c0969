import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Config } from '../../src/config/keys.js';
import type { Instant } from '../../src/core/time.js';
import { parseMetricSpec } from '../../src/experiments/metric-spec.js';
import { readRouting } from '../../src/governance/experiments/route-units.js';
import { type StartRequest, startExperiment } from '../../src/governance/experiments/start-experiment.js';
import { ingestPredictions } from '../../src/governance/predictions/ingest-predictions.js';
import {
  type Governance,
  initRegistry,
  openGovernance,
  parseAddress,
  promoteVersion,
  registerVersion,
  route,
} from '../../src/index.js';
import { registration } from '../registration.js';

/** How a version answers: its share of right answers, and its latency. */
export interface Behaviour {
  readonly accuracy: number;
  readonly latencyMs: number;
}

export interface ExperimentProject {
  readonly folder: string;
  /** With a clock that stands where it was set. */
  readonly governance: Governance;
  setClock(now: Instant): void;
  start(request?: Partial<StartRequest>): ReturnType<typeof startExperiment>;
  /** Serves so many requests an hour, routed as the test says then, each answered by its version. */
  serve(
    from: Instant,
    hours: number,
    unitsPerHour: number,
    versions: Record<string, Behaviour>,
    options?: { readonly labels: boolean },
  ): Promise<void>;
}

export const STARTED = '2026-03-01T00:00:00.000Z';
const HOUR_MS = 3_600_000;

/** `hours` after the start. */
export function hoursIn(hours: number): Instant {
  return new Date(Date.parse(STARTED) + hours * HOUR_MS).toISOString();
}

/** A registry with three versions of `m`: 1.0.0 in production, 1.1.0 in staging, 1.2.0 in validation. */
export async function makeExperimentProject(settings: Partial<Config> = {}): Promise<ExperimentProject> {
  const folder = mkdtempSync(join(tmpdir(), 'dharma-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'models'));
  let now = STARTED;
  const governance = {
    ...(await openGovernance({ folder, actor: 'test', settings })),
    now: () => now,
  };
  await initRegistry(governance, 'test', false);
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
    writeFileSync(join(folder, `models/${version}.bin`), version);
    await registerVersion(governance, registration('m', version, `${version}.bin`));
  }
  for (const [version, to] of [
    ['1.0.0', 'staging'],
    ['1.0.0', 'production'],
    ['1.1.0', 'staging'],
  ] as const) {
    await promoteVersion(governance, {
      address: parseAddress(`m@${version}`),
      to,
      reason: null,
      dryRun: false,
      confirm: () => Promise.resolve(true),
    });
  }
  const ingest = async (
    name: string,
    version: string,
    lines: readonly string[],
    kind: 'predictions' | 'labels',
  ) => {
    const file = join(folder, name);
    writeFileSync(file, lines.join('\n'));
    await ingestPredictions(governance, {
      address: parseAddress(`m@${version}`),
      kind,
      inputs: [file],
      stdin: null,
      format: null,
      textColumns: [],
      columns: {},
      maxBadRows: null,
      reason: null,
      dryRun: false,
    });
  };
  // Something of each metric has to be known before a test of it may start.
  await ingest('before.csv', '1.0.0', [HEAD, 'before,2026-02-01T00:00:00Z,yes,1'], 'predictions');
  await ingest('before-labels.csv', '1.0.0', ['request_id,actual', 'before,yes'], 'labels');
  let served = 0;
  return {
    folder,
    governance,
    setClock: (instant) => {
      now = instant;
    },
    start: (request = {}) => startExperiment(governance, { ...HALVES, ...request }),
    serve: async (from, hours, unitsPerHour, versions, { labels: isLabelled } = { labels: true }) => {
      const { plan } = await readRouting(governance, { model: 'm', test: null });
      const rows = new Map<string, string[]>();
      const labels = ['request_id,actual'];
      for (let unit = 0; unit < hours * unitsPerHour; unit++) {
        const id = `unit-${served++}`;
        const version = route(plan, id);
        const { accuracy, latencyMs } = versions[version] ?? { accuracy: 1, latencyMs: 1 };
        // Right answers in turn: exactly the share asked for, with nothing left to chance.
        const own = rows.get(version) ?? [HEAD];
        const isRight = Math.floor(own.length * accuracy) > Math.floor((own.length - 1) * accuracy);
        const at = new Date(Date.parse(from) + (unit / unitsPerHour) * HOUR_MS).toISOString();
        own.push(`${id},${at},${isRight ? 'yes' : 'no'},${latencyMs * (1 + (own.length % 5) / 10)}`);
        rows.set(version, own);
        labels.push(`${id},yes`);
      }
      for (const [version, lines] of rows)
        await ingest(`${version}-${served}.csv`, version, lines, 'predictions');
      if (isLabelled) await ingest(`labels-${served}.csv`, '1.0.0', labels, 'labels');
    },
  };
}

const HEAD = 'request_id,timestamp,prediction,latency_ms';

const HALVES: StartRequest = {
  model: 'm',
  arms: [
    { version: '1.0.0', weight: 0.5 },
    { version: '1.1.0', weight: 0.5 },
  ],
  hash: 'sha256',
  metrics: [parseMetricSpec('accuracy:goal', []), parseMetricSpec('latency_ms:guardrail:lower', [])],
  method: 'sequential',
  plannedUnits: 2000,
  durationHours: 24,
  ramp: null,
  salt: null,
  from: STARTED,
  reason: null,
  dryRun: false,
};
