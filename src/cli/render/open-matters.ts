import type { OpenMatters } from '../../governance/registry/open-matters.js';
import { renderAlertLine } from './alerts.js';
import { renderAutomation } from './automation.js';
import { renderApproval } from './reviews.js';
import type { Screen } from './screen.js';
import { renderStandingWaiver } from './waivers.js';

/** What of a model asks for somebody, a line each, with what to type. */
export function renderOpenMatters(
  screen: Screen,
  model: string,
  { alerts, approvals, waivers, automation }: OpenMatters,
): string[] {
  return [
    ...alerts.map((alert) => renderAlertLine(screen, alert)),
    ...renderAutomation(screen, model, automation),
    ...approvals.map((approval) => renderApproval(screen, model, approval)),
    ...waivers.map((waiver) => renderStandingWaiver(screen, model, waiver)),
  ];
}
