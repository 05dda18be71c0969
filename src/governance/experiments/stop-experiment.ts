import { GovError } from '../../core/errors.js';
import { requireTest, type TestAddress } from '../../experiments/test-address.js';
import type { AbTestOutcome, Evidence } from '../../gates/subject.js';
import { isDamaged } from '../../gates/verdict.js';
import { requireModel, resolveAddress } from '../../registry/address.js';
import type { Experiment } from '../../registry/experiment.js';
import { assertSamePlan, type Plan } from '../../registry/plan.js';
import type { RegistryState } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { evidenceFor, type PromotionReport, planPromotion } from '../registry/plan-promotion.js';
import { refuseDamaged } from '../registry/promote-version.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { type ExperimentReport, evaluate } from './evaluate-experiment.js';
import { type Ending, planEnd, withoutAnalysis } from './plan-end.js';

export interface StopRequest {
  readonly test: TestAddress;
  /** Puts the winner into production, through the gates; nothing happens when there is none, or they refuse. */
  readonly promoteWinner: boolean;
  readonly reason: string | null;
  readonly dryRun: boolean;
  /** Asked with what would happen. False changes nothing. */
  readonly confirm: (report: StopReport) => Promise<boolean>;
}

export interface StopReport {
  readonly model: string;
  readonly test: string;
  /** Null when the test could not be evaluated: it can be stopped all the same. */
  readonly analysis: ExperimentReport | null;
  /** Of the winner; null when none was asked for. */
  readonly promotion: PromotionReport | null;
  readonly plan: Plan;
  readonly changed: boolean;
  readonly generation: number | null;
}

/**
 * Ends a test and keeps its analysis for good. Versions that lost are marked failed, so that nobody promotes one by
 * accident. With `promoteWinner` the winner goes to production in the same commit, through the same gates as any other.
 * @throws GovError input when there is no such test, denied when it has ended already, or has no winner to promote.
 */
export async function stopExperiment(governance: Governance, request: StopRequest): Promise<StopReport> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, request.test.model);
  const experiment = requireTest(model, request.test);
  requireRunning(model.name, experiment);
  const analysis = await evaluateIfPossible(governance, model.name, experiment, request.promoteWinner);
  return 'problem' in analysis
    ? end(governance, withoutAnalysis(model.name, experiment, analysis.problem), null, request)
    : endExperiment(governance, analysis, request);
}

/** Users must not go on being sent to a candidate because a file of the log is gone; a winner needs its figures. */
async function evaluateIfPossible(
  governance: Governance,
  model: string,
  experiment: Experiment,
  isNeeded: boolean,
): Promise<ExperimentReport | { readonly problem: string }> {
  try {
    return await evaluate(governance, model, experiment, null);
  } catch (error) {
    if (!(error instanceof GovError) || error.kind !== 'integrity' || isNeeded) throw error;
    governance.warn(`stopped without an analysis: ${error.message}`);
    return { problem: error.message };
  }
}

/** Ends the test that `analysis` is of. */
export function endExperiment(
  governance: Governance,
  analysis: ExperimentReport,
  request: Omit<StopRequest, 'test'>,
): Promise<StopReport> {
  return end(governance, analysis, analysis, request);
}

async function end(
  governance: Governance,
  ending: Ending,
  analysis: ExperimentReport | null,
  request: Omit<StopRequest, 'test'>,
): Promise<StopReport> {
  const loaded = await loadRegistry(governance);
  const winner = request.promoteWinner ? requireWinner(ending) : null;
  const evidence = winner === null ? null : await evidenceOn(governance, loaded.state, ending.model, winner);
  const planOn = (state: RegistryState) => planEverything(governance, state, ending, winner, evidence);
  const first = planOn(loaded.state);
  const { model, test } = ending;
  const preview: StopReport = { model, test, analysis, ...first, changed: false, generation: null };
  if (first.promotion !== null && !first.promotion.allowed) {
    return { ...preview, promotion: await refuse(governance, loaded.state, first.promotion, request.dryRun) };
  }
  if (request.dryRun || !(await request.confirm(preview))) return preview;
  const reason =
    request.reason ?? (analysis === null ? ending.reasons.join('; ') : describeReason(analysis, winner));
  const { plan, entry } = await commitPlan(governance, { reason, dryRun: false, loaded }, (state) => {
    const now = planOn(state).plan;
    assertSamePlan(first.plan, now);
    return now;
  });
  return { ...preview, plan, changed: true, generation: entry?.generation ?? null };
}

/** The end of the test and the promotion of its winner, as one change: neither is ever there without the other. */
function planEverything(
  governance: Governance,
  state: RegistryState,
  ending: Ending,
  winner: string | null,
  evidence: Evidence | null,
): { readonly plan: Plan; readonly promotion: PromotionReport | null } {
  const model = requireModel(state, ending.model);
  const experiment = requireTest(model, { model: model.name, test: ending.test });
  requireRunning(model.name, experiment);
  const promotion =
    winner === null
      ? null
      : planPromotion(governance, state, {
          address: { model: model.name, selector: { kind: 'version', version: winner } },
          to: 'production',
          evidence,
          ending: outcomeOf(model.name, experiment, ending),
        });
  const isRefused = promotion !== null && !promotion.allowed;
  const events = isRefused ? [] : [...(promotion?.plan.events ?? []), ...planEnd(model, ending)];
  return { plan: { action: 'ab-test stop', events }, promotion };
}

/** A test that is ending, as the gates will know it. */
export function outcomeOf(
  model: string,
  { id, arms }: Experiment,
  { decision, winner }: Pick<Ending, 'decision' | 'winner'>,
): AbTestOutcome {
  return { test: `${model}/${id}`, decision, winner, control: arms[0]?.version ?? '' };
}

function evidenceOn(
  governance: Governance,
  state: RegistryState,
  name: string,
  winner: string,
): Promise<Evidence | null> {
  const selector = { kind: 'version', version: winner } as const;
  const { model, version } = resolveAddress(state, { model: name, selector });
  return evidenceFor(governance, model, version, 'production');
}

/** What the gates have refused, with the mark on a winner whose files are damaged. */
async function refuse(
  governance: Governance,
  state: RegistryState,
  promotion: PromotionReport,
  dryRun: boolean,
): Promise<PromotionReport> {
  if (!isDamaged(promotion.gates)) return promotion;
  const selector = { kind: 'version', version: promotion.version } as const;
  const { model, version } = resolveAddress(state, { model: promotion.model, selector });
  return refuseDamaged(governance, promotion, model, version, dryRun);
}

/** @throws GovError denied when a test has ended. */
export function requireRunning(model: string, { id, stopped }: Experiment): void {
  if (stopped === null) return;
  throw new GovError('denied', `test ${model}/${id} has ended already, on ${stopped.at}`, {
    hint: `dharma-gov ab-test status ${model}/${id} shows its analysis`,
  });
}

function requireWinner({ model, test, winner, decision, reasons }: Ending): string {
  if (winner !== null) return winner;
  throw new GovError('denied', `test ${model}/${test} has no winner to promote (${decision})`, {
    hint: reasons.join('; '),
  });
}

/** The numbers that decided, for the audit trail. */
function describeReason(
  { model, test, candidates, reasons }: ExperimentReport,
  winner: string | null,
): string {
  if (winner === null) return reasons.join('; ');
  const metrics = candidates.find(({ version }) => version === winner)?.metrics ?? [];
  const figures = metrics.map(({ metric, difference, interval, pValue }) => {
    if (difference === null || interval === null || pValue === null) return `${metric} not compared`;
    const [by, low, high, p] = [difference, interval.low, interval.high, pValue].map((value) =>
      String(Number(value.toPrecision(3))),
    );
    return `${metric} ${by} (${low} to ${high}), p ${p}`;
  });
  return `${winner} won test ${model}/${test}: ${figures.join('; ')}; ${reasons[0] ?? ''}`;
}
