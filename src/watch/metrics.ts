import type { Instant } from '../core/time.js';
import type { Health, ModelHealth } from '../governance/watch/health.js';
import { STATUSES } from '../registry/status.js';
import type { WatchState } from './tick.js';
import type { UnitState } from './unit-state.js';

/** Every metric there is, once: its type, its labels, and what it says. */
export const METRICS = {
  dharma_gov_build_info: gauge(['version'], 'always 1; the version of the program that watches'),
  dharma_gov_heartbeat_timestamp_seconds: gauge([], 'when the loop last looked what is to be done'),
  dharma_gov_registry_generation: gauge([], 'number of changes in the log of the registry'),
  dharma_gov_version_info: gauge(['model', 'version', 'status'], 'always 1; the version in production'),
  dharma_gov_versions: gauge(['model', 'status'], 'versions of a model in a status'),
  dharma_gov_production_since_timestamp_seconds: gauge(
    ['model', 'version'],
    'since when a version is in production',
  ),
  dharma_gov_check_value: gauge(
    ['model', 'version', 'check', 'figure'],
    'figure of the last check of a kind, of the version in production as a whole',
  ),
  dharma_gov_check_limit: gauge(
    ['model', 'version', 'check', 'figure'],
    'limit that the figure was compared with; absent where nothing is decided by one',
  ),
  dharma_gov_check_timestamp_seconds: gauge(['model', 'version', 'check'], 'when that check was made'),
  dharma_gov_check_verdict: gauge(
    ['model', 'version', 'check', 'verdict'],
    '1 for the verdict of that check: pass, warn, fail or unknown',
  ),
  dharma_gov_alerts: gauge(
    ['model', 'rule', 'severity'],
    'alerts that are not resolved; of segments and columns as well',
  ),
  dharma_gov_rollback_paused: gauge(['model'], '1 while automatic rollbacks wait for a person'),
  dharma_gov_job_runs_total: counter(['watch_job', 'model', 'outcome'], 'runs of a job, by how they ended'),
  dharma_gov_job_failures: gauge(['watch_job', 'model'], 'failures in a row'),
  dharma_gov_job_duration_seconds: gauge(['watch_job', 'model'], 'how long the last run took'),
  dharma_gov_job_last_success_timestamp_seconds: gauge(
    ['watch_job', 'model'],
    'when a job was last done, whatever it found',
  ),
  dharma_gov_job_next_run_timestamp_seconds: gauge(['watch_job', 'model'], 'when a job is due'),
  dharma_gov_job_running: gauge(['watch_job', 'model'], '1 while a job runs'),
  dharma_gov_deliveries_pending: gauge([], 'notifications that are on their way'),
  dharma_gov_deliveries_oldest_timestamp_seconds: gauge([], 'since when the oldest of them is'),
  dharma_gov_deliveries_given_up: gauge([], 'notifications that reached nobody, and are no longer tried'),
  dharma_gov_deliveries_damaged: gauge([], 'files of the outbox that cannot be read'),
} as const;

export type MetricName = keyof typeof METRICS;

function gauge<const L extends readonly string[]>(labels: L, help: string) {
  return { type: 'gauge', labels, help } as const;
}

function counter<const L extends readonly string[]>(labels: L, help: string) {
  return { type: 'counter', labels, help } as const;
}

/** One value of a series. What is not known has none: absent, never NaN. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What is known, all of it anew: the series of what is gone are gone. */
export function samplesOf(
  { health, state }: { readonly health: Health | null; readonly state: WatchState },
  programVersion: string,
): Sample[] {
  return [
    sample('dharma_gov_build_info', { version: programVersion }, 1),
    ...instant('dharma_gov_heartbeat_timestamp_seconds', {}, state.tickedAt),
    ...Object.values(state.units).flatMap(samplesOfUnit),
    ...(health === null ? [] : samplesOfHealth(health)),
  ];
}

function samplesOfHealth({ generation, models, deliveries }: Health): Sample[] {
  return [
    sample('dharma_gov_registry_generation', {}, generation),
    sample('dharma_gov_deliveries_pending', {}, deliveries.pending),
    ...instant('dharma_gov_deliveries_oldest_timestamp_seconds', {}, deliveries.oldestPendingAt),
    sample('dharma_gov_deliveries_given_up', {}, deliveries.givenUp),
    sample('dharma_gov_deliveries_damaged', {}, deliveries.damaged),
    ...models.flatMap(samplesOfModel),
  ];
}

function samplesOfModel({
  model,
  production,
  productionSince,
  versions,
  checks,
  alerts,
  automation,
}: ModelHealth): Sample[] {
  const ofProduction =
    production === null
      ? []
      : [
          sample('dharma_gov_version_info', { model, version: production, status: 'production' }, 1),
          ...instant(
            'dharma_gov_production_since_timestamp_seconds',
            { model, version: production },
            productionSince,
          ),
        ];
  return [
    ...ofProduction,
    ...STATUSES.map((status) => sample('dharma_gov_versions', { model, status }, versions[status])),
    sample('dharma_gov_rollback_paused', { model }, automation.paused ? 1 : 0),
    ...checks.flatMap(({ kind, version, at, verdict, figures }) => {
      const labels = { model, version, check: kind };
      return [
        ...instant('dharma_gov_check_timestamp_seconds', labels, at),
        sample('dharma_gov_check_verdict', { ...labels, verdict }, 1),
        ...figures.flatMap(({ name, value, limit }) => [
          sample('dharma_gov_check_value', { ...labels, figure: name }, value),
          ...(limit === null ? [] : [sample('dharma_gov_check_limit', { ...labels, figure: name }, limit)]),
        ]),
      ];
    }),
    ...countAlerts(model, alerts),
  ];
}

function countAlerts(model: string, alerts: ModelHealth['alerts']): Sample[] {
  const counts = new Map<string, Sample>();
  for (const { rule, severity } of alerts) {
    const key = `${rule} ${severity}`;
    const value = (counts.get(key)?.value ?? 0) + 1;
    counts.set(key, sample('dharma_gov_alerts', { model, rule, severity }, value));
  }
  return [...counts.values()];
}

function samplesOfUnit(unit: UnitState): Sample[] {
  // An empty label is none to Prometheus: jobs of the registry as a whole have no model.
  // `job` is the label that Prometheus itself gives to what it scrapes.
  const labels = { watch_job: unit.unit.job, model: unit.unit.model ?? '' };
  return [
    ...Object.entries(unit.runs).map(([outcome, runs]) =>
      sample('dharma_gov_job_runs_total', { ...labels, outcome }, runs),
    ),
    sample('dharma_gov_job_failures', labels, unit.failures),
    sample('dharma_gov_job_running', labels, unit.running === null ? 0 : 1),
    ...(unit.lastDurationMs === null
      ? []
      : [sample('dharma_gov_job_duration_seconds', labels, unit.lastDurationMs / 1000)]),
    ...instant('dharma_gov_job_last_success_timestamp_seconds', labels, unit.lastSuccessAt),
    ...instant('dharma_gov_job_next_run_timestamp_seconds', labels, unit.nextAt),
  ];
}

function instant(name: MetricName, labels: Sample['labels'], at: Instant | null): Sample[] {
  return at === null ? [] : [sample(name, labels, Date.parse(at) / 1000)];
}

function sample(name: MetricName, labels: Sample['labels'], value: number): Sample {
  return { name, labels, value };
}
