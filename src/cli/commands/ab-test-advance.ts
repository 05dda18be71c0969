import type { Command } from 'commander';
import { EXIT_CODES } from '../../core/errors.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { verdictOfDecision } from '../../experiments/decision.js';
import { parseTestAddress } from '../../experiments/test-address.js';
import { exitCodeOfGates } from '../../gates/verdict.js';
import { type AdvanceReport, advanceExperiment } from '../../governance/experiments/advance-experiment.js';
import { type ActOptions, addActOptions, type CommandModule, type CommonOptions } from '../command.js';
import { exitCodeOfKept } from '../keep-option.js';
import { renderExperiment } from '../render/experiment.js';
import { renderStopped } from '../render/experiment-end.js';
import { renderGates } from '../render/gates.js';
import { renderKept } from '../render/kept-check.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';

export const command: CommandModule<CommonOptions & ActOptions> = {
  examples: ['dharma-gov ab-test advance churn --dry-run', 'dharma-gov ab-test advance churn --json'],
  configure: (command: Command) => {
    command.argument('<test>', 'the model, or the model and its test: churn/ab-1');
    addActOptions(command);
  },
  run: async ([test = ''], options, session) => {
    const dryRun = options.dryRun === true;
    const report = await advanceExperiment(session.governance, {
      test: parseTestAddress(test),
      reason: options.reason ?? null,
      dryRun,
    });
    return {
      schema: 'dharma-gov/ab-test-advance@1',
      report,
      exitCode: exitCodeOfKept(session, exitCodeOf(report), report.recording),
      render: (screen) => render(screen, report, dryRun),
    };
  },
};

function exitCodeOf({ analysis, stopped, refusal }: AdvanceReport): number {
  // It already was so.
  if (analysis.experiment.stopped !== null) return EXIT_CODES.ok;
  const promotion = stopped?.promotion ?? refusal;
  if (promotion !== null && !promotion.allowed) return exitCodeOfGates(promotion.gates, 'fail');
  return exitCodeOfVerdict(verdictOfDecision(analysis.decision), 'fail');
}

async function render(screen: Screen, report: AdvanceReport, dryRun: boolean): Promise<string> {
  const alerts = renderKept(screen, { comparison: null, recording: report.recording, verdict: '' });
  if (report.stopped !== null) {
    return [await renderStopped(screen, report.stopped, dryRun), ...alerts].join('\n');
  }
  const { analysis, refusal, plan, changed, generation } = report;
  const state = changed
    ? `taken (generation ${generation})`
    : dryRun
      ? 'dry run: nothing changed'
      : 'nothing to do';
  return [
    await renderExperiment(screen, analysis),
    ...(refusal === null ? [] : renderGates(screen, refusal.gates)),
    ...(refusal === null
      ? []
      : [`the gates would refuse ${refusal.version}: it gets no more traffic than it has`]),
    ...(plan.events.length === 0 ? [] : [renderPlan(screen, plan)]),
    state,
    ...alerts,
  ].join('\n');
}
