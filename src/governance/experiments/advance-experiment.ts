import { requireTest, type TestAddress } from '../../experiments/test-address.js';
import { type Address, requireModel, resolveAddress } from '../../registry/address.js';
import type { RegistryEvent } from '../../registry/events.js';
import type { Experiment } from '../../registry/experiment.js';
import type { Plan } from '../../registry/plan.js';
import { findVersion, type Model } from '../../registry/state.js';
import { type KeptCheck, keepCheck } from '../checks/keep-check.js';
import type { Governance } from '../context.js';
import { evidenceFor, type PromotionReport, planPromotion } from '../registry/plan-promotion.js';
import { commitPlan, loadRegistry } from '../registry/registry-store.js';
import { type ExperimentReport, evaluateExperiment } from './evaluate-experiment.js';
import { describeExperimentCheck } from './experiment-record.js';
import { keptAnalysis, planMark } from './plan-end.js';
import { endExperiment, outcomeOf, requireRunning, type StopReport } from './stop-experiment.js';

export interface AdvanceRequest {
  readonly test: TestAddress;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface AdvanceReport extends Pick<KeptCheck, 'recording'> {
  readonly analysis: ExperimentReport;
  /** How the test ended; null while it goes on. */
  readonly stopped: StopReport | null;
  /** Why a canary does not take its next step though it lost nothing: the gates would refuse it in the end. */
  readonly refusal: PromotionReport | null;
  readonly plan: Plan;
  readonly changed: boolean;
  readonly generation: number | null;
}

/**
 * Evaluates a test and does what follows, with nobody asked: a canary takes its next step or goes back to nothing, a
 * loser is stopped, a winner promoted through the gates when `autoPromotionEnabled`. The evaluation is kept, and an alert
 * opened when a test cannot go on. A test whose candidates were all given up ends. For cron and `watch`.
 * Of a test that has ended nothing is left to do.
 * @throws GovError input when there is no such test.
 */
export async function advanceExperiment(
  governance: Governance,
  { test, reason, dryRun }: AdvanceRequest,
): Promise<AdvanceReport> {
  const analysis = await evaluateExperiment(governance, { test, to: null });
  // Cron asks every hour, also after the end.
  if (analysis.experiment.stopped !== null) return { ...NOTHING_DONE, analysis };
  const keep = (isRefused: boolean) =>
    keepCheck(governance, describeExperimentCheck(analysis, isRefused), {
      record: !dryRun && !wasRolledBack(analysis.experiment),
      compare: false,
    });
  const abandoned = await findAbandoned(governance, analysis);
  if (abandoned !== null) {
    const stopped = await endExperiment(governance, abandoned, {
      promoteWinner: false,
      reason,
      dryRun,
      confirm: () => Promise.resolve(true),
    });
    const { plan, changed, generation } = stopped;
    return { ...NOTHING_DONE, analysis: abandoned, stopped, plan, changed, generation };
  }
  if (endsNow(governance, analysis)) {
    const stopped = await endExperiment(governance, analysis, {
      promoteWinner: analysis.decision === 'promote',
      reason,
      dryRun,
      confirm: () => Promise.resolve(true),
    });
    const { recording } = await keep(!dryRun && !stopped.changed);
    const { plan, changed, generation } = stopped;
    return { analysis, recording, stopped, refusal: null, plan, changed, generation };
  }
  // Before anything changes: whoever is to look should know even when the step cannot be taken.
  const refusal = await findRefusal(governance, analysis);
  const { recording } = await keep(refusal !== null);
  const { plan, entry } = await commitPlan(
    governance,
    { reason: reason ?? analysis.reasons.join('; '), dryRun },
    (state) => {
      const model = requireModel(state, analysis.model);
      const experiment = requireTest(model, { ...test, test: analysis.test });
      requireRunning(analysis.model, experiment);
      // Somebody else took the step that this one is about.
      const isStale = experiment.phases.length !== analysis.experiment.phases.length;
      const events = isStale || refusal !== null ? [] : planStep(governance, model, analysis);
      return { action: 'ab-test advance', events };
    },
  );
  return {
    analysis,
    recording,
    stopped: null,
    refusal,
    plan,
    changed: entry !== null,
    generation: entry?.generation ?? null,
  };
}

const NOTHING_DONE: Omit<AdvanceReport, 'analysis'> = {
  recording: { kind: 'not-recorded' },
  stopped: null,
  refusal: null,
  plan: { action: 'ab-test advance', events: [] },
  changed: false,
  generation: null,
};

/** The analysis of a test all of whose candidates have failed since it began: nobody is to be sent there. Null for others. */
async function findAbandoned(
  governance: Governance,
  analysis: ExperimentReport,
): Promise<ExperimentReport | null> {
  const { experiment } = analysis;
  if (wasRolledBack(experiment)) return null;
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, analysis.model);
  const candidates = experiment.arms.slice(1).map(({ version }) => version);
  if (!candidates.every((version) => findVersion(model, version)?.status === 'failed')) return null;
  const reasons = [
    `${candidates.join(', ')} ${candidates.length === 1 ? 'has' : 'have'} failed since the test began`,
  ];
  return { ...analysis, decision: 'blocked', winner: null, losers: [], reasons };
}

/** A candidate that could not be promoted gets no more traffic than it has. */
async function findRefusal(
  governance: Governance,
  { model, move, candidates, experiment }: ExperimentReport,
): Promise<PromotionReport | null> {
  const candidate = candidates[0]?.version;
  if (move?.move !== 'advance' || candidate === undefined) return null;
  const { state } = await loadRegistry(governance);
  const address: Address = { model, selector: { kind: 'version', version: candidate } };
  const found = resolveAddress(state, address);
  const evidence = await evidenceFor(governance, found.model, found.version, 'production');
  // What they would say at the end of a canary that goes well.
  const ending = outcomeOf(model, experiment, { decision: 'promote', winner: candidate });
  const promotion = planPromotion(governance, state, { address, to: 'production', evidence, ending });
  return promotion.allowed ? null : promotion;
}

/** There is nothing new to tell of a canary that gets no traffic any more: it waits for `stop`. */
function wasRolledBack({ phases }: Experiment): boolean {
  return phases.at(-1)?.percent === 0;
}

/** A canary that lost is only routed back: services go on asking whom to serve. */
function endsNow({ config }: Governance, { decision, experiment }: ExperimentReport): boolean {
  if (decision === 'promote') return config.autoPromotionEnabled;
  return decision === 'stop-loser' && experiment.ramp === null;
}

/** Requests under way and services that have not read the new plan yet would look like a wrong split. */
const SETTLING_MS = 5 * 60_000;

function planStep(governance: Governance, model: Model, analysis: ExperimentReport): RegistryEvent[] {
  const { test, move, losers } = analysis;
  if (move?.move !== 'advance' && move?.move !== 'roll-back') return [];
  return [
    {
      type: 'experiment-advanced',
      model: model.name,
      experiment: test,
      move: move.move,
      percent: move.percent,
      from: new Date(Date.parse(governance.now()) + SETTLING_MS).toISOString(),
      cause: move.reason,
      analysis: keptAnalysis(analysis),
    },
    ...losers.flatMap((loser) => planMark(model, loser)),
  ];
}
