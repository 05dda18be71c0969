import { requireTest, type TestAddress } from '../../experiments/test-address.js';
import { requireModel } from '../../registry/address.js';
import type { RegistryEvent } from '../../registry/events.js';
import type { Plan } from '../../registry/plan.js';
import { type KeptCheck, keepCheck } from '../checks/keep-check.js';
import type { Governance } from '../context.js';
import { commitPlan } from '../registry/registry-store.js';
import { type ExperimentReport, evaluateExperiment } from './evaluate-experiment.js';
import { describeExperimentCheck } from './experiment-record.js';
import { endExperiment, requireRunning, type StopReport } from './stop-experiment.js';

export interface AdvanceRequest {
  readonly test: TestAddress;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface AdvanceReport extends Pick<KeptCheck, 'recording'> {
  readonly analysis: ExperimentReport;
  /** How the test ended; null while it goes on. */
  readonly stopped: StopReport | null;
  readonly plan: Plan;
  readonly changed: boolean;
  readonly generation: number | null;
}

/**
 * Evaluates a test and does what follows, with nobody asked: a canary takes its next step or goes back to nothing, a
 * loser is stopped, a winner promoted through the gates when `autoPromotionEnabled`. The evaluation is kept, and an alert
 * opened when a test cannot go on. For cron and `watch`.
 * @throws GovError input when there is no such test, denied when it has ended.
 */
export async function advanceExperiment(
  governance: Governance,
  { test, reason, dryRun }: AdvanceRequest,
): Promise<AdvanceReport> {
  const analysis = await evaluateExperiment(governance, { test, to: null });
  requireRunning(analysis.model, analysis.experiment);
  // Before anything changes: whoever is to look should know even when the step cannot be taken.
  const check = describeExperimentCheck(analysis);
  const { recording } = await keepCheck(governance, check, { record: !dryRun, compare: false });
  if (endsNow(governance, analysis)) {
    const stopped = await endExperiment(governance, analysis, {
      promoteWinner: analysis.decision === 'promote',
      reason,
      dryRun,
      confirm: () => Promise.resolve(true),
    });
    const { plan, changed, generation } = stopped;
    return { analysis, recording, stopped, plan, changed, generation };
  }
  const { plan, entry } = await commitPlan(
    governance,
    { reason: reason ?? analysis.reasons.join('; '), dryRun },
    (state) => {
      const experiment = requireTest(requireModel(state, analysis.model), { ...test, test: analysis.test });
      requireRunning(analysis.model, experiment);
      // Somebody else took the step that this one is about.
      const isStale = experiment.phases.length !== analysis.experiment.phases.length;
      return { action: 'ab-test advance', events: isStale ? [] : planStep(governance, analysis) };
    },
  );
  return {
    analysis,
    recording,
    stopped: null,
    plan,
    changed: entry !== null,
    generation: entry?.generation ?? null,
  };
}

/** A canary that lost is only routed back: services go on asking whom to serve. */
function endsNow({ config }: Governance, { decision, experiment }: ExperimentReport): boolean {
  if (decision === 'promote') return config.autoPromotionEnabled;
  return decision === 'stop-loser' && experiment.ramp === null;
}

function planStep(governance: Governance, { model, test, move }: ExperimentReport): RegistryEvent[] {
  if (move?.move !== 'advance' && move?.move !== 'roll-back') return [];
  return [
    {
      type: 'experiment-advanced',
      model,
      experiment: test,
      move: move.move,
      percent: move.percent,
      from: governance.now(),
    },
  ];
}
