import { GovError } from '../../core/errors.js';
import type { Json } from '../../core/json.js';
import { requireTest, type TestAddress } from '../../experiments/test-address.js';
import { requireModel } from '../../registry/address.js';
import type { RegistryEvent } from '../../registry/events.js';
import type { Experiment } from '../../registry/experiment.js';
import { assertSamePlan, type Plan } from '../../registry/plan.js';
import { findVersion, type Model } from '../../registry/state.js';
import { allowedTransitions } from '../../registry/status.js';
import type { Governance } from '../context.js';
import { type PromotionReport, promoteVersion } from '../registry/promote-version.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { type ExperimentReport, evaluate } from './evaluate-experiment.js';

export interface StopRequest {
  readonly test: TestAddress;
  /** Puts the winner into production first, through the gates; nothing happens when there is none, or they refuse. */
  readonly promoteWinner: boolean;
  readonly reason: string | null;
  readonly dryRun: boolean;
  /** Asked with what would happen. False changes nothing. */
  readonly confirm: (report: StopReport) => Promise<boolean>;
}

export interface StopReport {
  readonly analysis: ExperimentReport;
  /** Of the winner; null when none was asked for. */
  readonly promotion: PromotionReport | null;
  readonly plan: Plan;
  readonly changed: boolean;
  readonly generation: number | null;
}

/**
 * Ends a test and keeps its analysis for good. Versions that lost are marked failed, so that nobody promotes one by
 * accident. With `promoteWinner` the winner goes to production through the same gates as any other version.
 * @throws GovError input when there is no such test, denied when it has ended already, or has no winner to promote.
 */
export async function stopExperiment(governance: Governance, request: StopRequest): Promise<StopReport> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, request.test.model);
  const experiment = requireTest(model, request.test);
  requireRunning(model.name, experiment);
  const analysis = await evaluate(governance, model.name, experiment, null);
  return endExperiment(governance, analysis, request);
}

/** Ends the test that `analysis` is of. */
export async function endExperiment(
  governance: Governance,
  analysis: ExperimentReport,
  request: Omit<StopRequest, 'test'>,
): Promise<StopReport> {
  const { model: name, test } = analysis;
  const planOn = (model: Model) => planStop(model, analysis);
  const loaded = await loadRegistry(governance);
  const preview: StopReport = {
    analysis,
    promotion: null,
    plan: planOn(requireModel(loaded.state, name)),
    changed: false,
    generation: null,
  };
  const promotion = request.promoteWinner
    ? await promoteWinner(governance, analysis, request, preview)
    : null;
  const isRefused = promotion !== null && promotion.verdict !== 'pass';
  const first = { ...preview, promotion };
  if (isRefused || request.dryRun) return first;
  // A promotion has been confirmed with all that follows from it.
  if (promotion === null ? !(await request.confirm(first)) : isDeclined(promotion)) return first;
  const { plan, entry } = await commitPlan(
    governance,
    { reason: request.reason ?? analysis.reasons.join('; '), dryRun: false },
    (state) => {
      const model = requireModel(state, name);
      requireRunning(name, requireTest(model, { model: name, test }));
      const now = planOn(model);
      assertSamePlan(first.plan, now);
      return now;
    },
  );
  return { ...first, plan, changed: true, generation: entry?.generation ?? null };
}

/** Not confirmed: everything would have been fine, and nothing was done. */
function isDeclined({ plan, changed }: PromotionReport): boolean {
  return plan.events.length > 0 && !changed;
}

/** @throws GovError denied when a test has ended. */
export function requireRunning(model: string, { id, stopped }: Experiment): void {
  if (stopped === null) return;
  throw new GovError('denied', `test ${model}/${id} has ended already, on ${stopped.at}`, {
    hint: `dharma-gov ab-test status ${model}/${id} shows its analysis`,
  });
}

/** Before the test ends: a winner that the gates refuse leaves it running, to be looked at by a person. */
function promoteWinner(
  governance: Governance,
  analysis: ExperimentReport,
  { dryRun, confirm }: Omit<StopRequest, 'test'>,
  preview: StopReport,
): Promise<PromotionReport> {
  const { model, test, winner, decision, reasons } = analysis;
  if (winner === null) {
    throw new GovError('denied', `test ${model}/${test} has no winner to promote (${decision})`, {
      hint: reasons.join('; '),
    });
  }
  return promoteVersion(governance, {
    address: { model, selector: { kind: 'version', version: winner } },
    to: 'production',
    reason: `won test ${model}/${test}: ${describeWin(analysis, winner)}`,
    dryRun,
    confirm: (promotion) => confirm({ ...preview, promotion }),
  });
}

/** The numbers that decided, for the audit trail. */
function describeWin({ candidates }: ExperimentReport, winner: string): string {
  const metrics = candidates.find(({ version }) => version === winner)?.metrics ?? [];
  return metrics
    .map(({ metric, difference, interval, pValue }) => {
      const range = interval === null ? '' : ` (${short(interval.low)} to ${short(interval.high)})`;
      return `${metric} ${difference === null ? 'unknown' : short(difference)}${range}, p ${short(pValue ?? 1)}`;
    })
    .join('; ');
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function planStop(model: Model, { test, experiment: _, ...analysis }: ExperimentReport): Plan {
  const { decision, winner, losers } = analysis;
  const stopped: RegistryEvent = {
    type: 'experiment-stopped',
    model: model.name,
    experiment: test,
    decision,
    winner,
    losers: [...losers],
    analysis: JSON.parse(JSON.stringify(analysis)) as Json,
  };
  return { action: 'ab-test stop', events: [stopped, ...losers.flatMap((loser) => planMark(model, loser))] };
}

/** A loser that serves production is somebody else's decision; one that is given up already needs no mark. */
function planMark(model: Model, loser: string): RegistryEvent[] {
  const version = findVersion(model, loser);
  if (version === undefined || version.status === 'production') return [];
  if (!allowedTransitions(version.status).includes('failed')) return [];
  return [
    {
      type: 'status-changed',
      model: model.name,
      version: loser,
      from: version.status,
      to: 'failed',
      cause: 'request',
    },
  ];
}
