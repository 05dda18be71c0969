import type { PromotionReport } from '../../governance/registry/plan-promotion.js';
import { renderGates } from './gates.js';
import { renderPlan } from './plan.js';
import { describeEnd, describeNextStep, describeUnused, type PromotionEnd } from './promotion-words.js';
import type { Screen } from './screen.js';
import { printable } from './text.js';

/**
 * What came of a promotion.
 * @param isShown whether the person at the terminal was asked, and has seen the gates and the plan
 */
export function renderPromotion(
  screen: Screen,
  report: PromotionReport,
  end: PromotionEnd,
  isShown: boolean,
): string {
  const conclusion = printable(describeEnd(report, end));
  const next = describeNextStep(report, end).map((step) => `next: ${printable(step)}`);
  if (!report.allowed) {
    const paint = report.verdict === 'unknown' ? screen.yellow : screen.red;
    return [renderPreview(screen, report), paint(conclusion), ...next].join('\n');
  }
  const isRepeated = isShown && screen.isTty;
  if (report.plan.events.length === 0 || end.declined || isRepeated) return [conclusion, ...next].join('\n');
  return [renderPreview(screen, report), conclusion, ...next].join('\n');
}

/** What the gates say, and what would be done. */
export function renderPreview(screen: Screen, report: PromotionReport): string {
  return [
    ...renderGates(screen, report.gates),
    ...describeUnused(report).map(printable),
    ...(report.plan.events.length === 0 ? [] : [renderPlan(screen, report.plan)]),
  ].join('\n');
}
