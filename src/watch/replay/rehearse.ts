import { type CheckRecord, stateOfRule } from '../../checks/check-record.js';
import { GovError } from '../../core/errors.js';
import type { Instant } from '../../core/time.js';
import type { Governance } from '../../governance/context.js';
import { readPredictionLog } from '../../governance/predictions/ingest-predictions.js';
import { sortedModels } from '../../governance/registry/read-registry.js';
import { loadRegistry } from '../../governance/registry/registry-store.js';
import { type JobReport, jobReport } from '../../governance/watch/job-report.js';
import type { JobOptions } from '../../governance/watch/ports.js';
import { watchDrift } from '../../governance/watch/watch-drift.js';
import { watchFreshness } from '../../governance/watch/watch-freshness.js';
import { watchPerformance } from '../../governance/watch/watch-performance.js';
import { type Period, periodEnd, periodStart } from '../../performance/period.js';
import { requireModel } from '../../registry/address.js';
import { NO_ALERTS } from '../../registry/alert.js';
import { type Model, productionVersion, type Version } from '../../registry/state.js';
import { type PlannedPeriod, planPeriods } from './plan-periods.js';
import {
  FIGURE_RULES,
  type FigureName,
  type ModelReplay,
  type ReplayCheck,
  type ReplayFigure,
  type ReplayPeriod,
  type ReplayReport,
} from './replay-report.js';
import { type Simulation, simulate } from './simulate.js';
import { summarizeReplay } from './summarize-replay.js';

export interface ReplayRequest {
  /** Null: all that have a version in production. */
  readonly model: string | null;
  /** Null: whole days, from that of the first prediction of the version in production to that of the last one. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** The jobs are done at the end of each period. */
  readonly by: Period;
  readonly autoRollback: boolean;
}

/**
 * The jobs of `watch` that are about the predictions of a version. Performance is the last, since it may put another
 * version into production: all of a period is about one version.
 */
const JOBS: readonly (readonly [
  ReplayCheck['kind'],
  (governance: Governance, model: string, options: JobOptions) => Promise<JobReport>,
])[] = [
  ['drift', watchDrift],
  ['freshness', watchFreshness],
  ['performance', watchPerformance],
];

/**
 * Rehearses `watch` on the past: the same jobs, with a clock that goes from period to period. What they do to the registry
 * is done in memory alone.
 * @throws GovError input for an unknown model or one without a version in production, usage for too many periods.
 */
export async function rehearse(governance: Governance, request: ReplayRequest): Promise<ReplayReport> {
  const { state } = await loadRegistry(governance);
  const models = request.model === null ? sortedModels(state) : [requireModel(state, request.model)];
  const replays: ModelReplay[] = [];
  for (const model of models) {
    const production = productionVersion(model);
    if (production !== undefined) replays.push(await rehearseModel(governance, model, production, request));
  }
  if (replays.length > 0) return { by: request.by, models: replays };
  throw new GovError('input', `${request.model ?? 'the registry'}: no version is in production`, {
    hint: 'promote one: dharma-gov promote <model>@<version> --to production',
  });
}

async function rehearseModel(
  governance: Governance,
  model: Model,
  production: Version,
  request: ReplayRequest,
): Promise<ModelReplay> {
  const span = await findSpan(governance, model.name, production.version, request);
  const { name } = model;
  if (span === null) return summarizeReplay(governance, production.version, model, request.by, null, []);
  const planned = planPeriods(span.from, span.to, request.by);
  const simulation = await simulate(governance, name, span);
  const periods = await governance.withProgress(
    `rehearsing ${name}`,
    async (report) => {
      const done: ReplayPeriod[] = [];
      for (const period of planned) {
        report(done.length, planned.length);
        done.push(await rehearsePeriod(simulation, name, period, request));
      }
      return done;
    },
    'steps',
  );
  return summarizeReplay(governance, production.version, await simulation.model(), request.by, span, periods);
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Null when the version has no predictions and no span was asked for. */
async function findSpan(
  governance: Governance,
  model: string,
  version: string,
  { from, to }: ReplayRequest,
): Promise<Span | null> {
  const state = await readPredictionLog(await governance.openPredictionLog(model));
  const batches = state.predictions.filter((batch) => batch.version === version);
  const [first] = batches.map(({ firstAt }) => firstAt).sort();
  const last = batches
    .map(({ lastAt }) => lastAt)
    .sort()
    .at(-1);
  const start = from ?? (first && new Date(startOfDay(first)).toISOString());
  const end = to ?? (last && periodEnd(startOfDay(last), 'day'));
  return start === undefined || end === undefined ? null : { from: start, to: end };
}

function startOfDay(at: Instant): number {
  return periodStart(Date.parse(at), 'day');
}

async function rehearsePeriod(
  simulation: Simulation,
  model: string,
  { name, at }: PlannedPeriod,
  { autoRollback }: ReplayRequest,
): Promise<ReplayPeriod> {
  await simulation.moveTo(at);
  const { version = '' } = productionVersion(await simulation.model()) ?? {};
  const checks: ReplayCheck[] = [];
  const records: CheckRecord[] = [];
  const notes: string[] = [];
  for (const [kind, job] of JOBS) {
    const report = await doJob(() => job(simulation.governance, model, { autoRollback, dryRun: false }));
    const [record] = simulation.checks.take();
    // Nothing that is asked of this model.
    if (report.outcome === 'idle') continue;
    if (record !== undefined) records.push(record);
    checks.push({ kind, outcome: report.outcome, verdict: record?.verdict ?? null, message: report.message });
    notes.push(...report.notes.map(({ message }) => message));
  }
  const { unresolved } = (await simulation.model()).alerts ?? NO_ALERTS;
  return {
    name,
    at,
    version,
    rows: records.find(({ kind }) => kind === 'performance')?.rows ?? 0,
    checks,
    figures: records.flatMap(figuresOf),
    events: simulation.log.takeEvents(),
    notes,
    openAlerts: Object.keys(unresolved).length,
  };
}

/** Data of one window that cannot be judged is no reason not to look at the next one. */
async function doJob(job: () => Promise<JobReport>): Promise<JobReport> {
  try {
    return await job();
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    if (error.kind === 'inconclusive') return jobReport('inconclusive', error.message);
    if (error.kind === 'input') return jobReport('failed', error.message);
    throw error;
  }
}

function figuresOf(record: CheckRecord): ReplayFigure[] {
  return (Object.keys(FIGURE_RULES) as FigureName[]).flatMap((name) => {
    const found = record.values.find((value) => value.name === name && value.subject === null);
    if (found === undefined) return [];
    const rule = FIGURE_RULES[name];
    const state = rule === null ? undefined : stateOfRule(record, { rule, subject: null });
    return [{ name, value: found.value, limit: found.limit, state: state ?? null }];
  });
}
