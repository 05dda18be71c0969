import type { StopReport } from '../../governance/experiments/stop-experiment.js';
import { renderExperiment } from './experiment.js';
import { renderGates } from './gates.js';
import { renderPlan } from './plan.js';
import type { Screen } from './screen.js';

/** What stopping a test would do. */
export async function renderStopPreview(
  screen: Screen,
  { analysis, promotion, plan }: StopReport,
): Promise<string> {
  return [
    await renderExperiment(screen, analysis),
    ...(promotion === null
      ? []
      : [...renderGates(screen, promotion.gates), renderPlan(screen, promotion.plan)]),
    renderPlan(screen, plan),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What stopping a test did. */
export async function renderStopped(screen: Screen, report: StopReport, dryRun: boolean): Promise<string> {
  const { model, test } = report.analysis;
  return [await renderStopPreview(screen, report), conclude(report, `${model}/${test}`, dryRun)].join('\n');
}

function conclude(
  { promotion, changed, generation, analysis }: StopReport,
  test: string,
  dryRun: boolean,
): string {
  if (promotion !== null && promotion.verdict !== 'pass') {
    return `the gates refuse ${analysis.winner}: test ${test} goes on`;
  }
  if (dryRun) return 'dry run: nothing changed';
  if (!changed) return 'not confirmed: nothing changed';
  const winner = promotion === null ? '' : `, ${analysis.winner} is in production`;
  return `test ${test} has ended${winner} (generation ${generation})`;
}
