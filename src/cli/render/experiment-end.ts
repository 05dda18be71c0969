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
    ...(analysis === null ? [] : [await renderExperiment(screen, analysis)]),
    ...(promotion === null ? [] : renderGates(screen, promotion.gates)),
    renderPlan(screen, plan),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** What stopping a test did. */
export async function renderStopped(screen: Screen, report: StopReport, dryRun: boolean): Promise<string> {
  return [await renderStopPreview(screen, report), conclude(report, dryRun)].join('\n');
}

function conclude({ model, test, promotion, changed, generation }: StopReport, dryRun: boolean): string {
  const name = `${model}/${test}`;
  if (promotion !== null && !promotion.allowed) {
    const mark = promotion.changed ? ', and is now marked failed' : '';
    return `the gates refuse ${promotion.version}${mark}: test ${name} goes on`;
  }
  if (dryRun) return 'dry run: nothing changed';
  if (!changed) return 'not confirmed: nothing changed';
  const winner = promotion === null ? '' : `, ${promotion.version} is in production`;
  return `test ${name} has ended${winner} (generation ${generation})`;
}
