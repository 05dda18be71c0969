import type { ListedAlert } from '../../governance/checks/manage-alerts.js';
import type { Alert, AlertStep } from '../../registry/alert.js';
import type { Screen } from './screen.js';
import { renderTable } from './table.js';
import { formatInstant, printable } from './text.js';

/** `drift`, or `data-quality of age` where a rule is about a part of the data. */
export function nameRule({ rule, subject }: Pick<Alert, 'rule' | 'subject'>): string {
  return subject === null ? rule : `${rule} of ${subject}`;
}

/** `severe drift`, `moderate data-quality of age`. */
export function nameFinding(alert: Pick<Alert, 'severity' | 'rule' | 'subject'>): string {
  return `${alert.severity} ${nameRule(alert)}`;
}

export function paintSeverity(screen: Screen, severity: Alert['severity']): (text: string) => string {
  return severity === 'severe' ? screen.red : screen.yellow;
}

/** Alerts: a paragraph each on a terminal, a line each in a pipe. */
export function renderAlerts(screen: Screen, alerts: readonly ListedAlert[]): string | Promise<string> {
  if (screen.isTty) {
    return alerts.length === 0
      ? 'no alerts; --state all lists resolved ones, too'
      : alerts.map((alert) => renderAlert(screen, alert)).join('\n');
  }
  return renderTable(
    screen,
    ['ID', 'STATE', 'SEVERITY', 'VERSION', 'RULE', 'OPENED', 'ACKNOWLEDGED', 'RESOLVED', 'MESSAGE'],
    alerts.map((alert) => [
      alert.id,
      alert.state,
      alert.severity,
      `${alert.model}@${alert.version}`,
      nameRule(alert),
      formatInstant(alert.openedAt),
      describeStep(alert.acknowledged),
      describeResolution(alert),
      alert.message,
    ]),
  );
}

function renderAlert(screen: Screen, alert: ListedAlert): string {
  const { id, severity, state, openedAt, model, version, message, acknowledged, resolved } = alert;
  const paint = state === 'resolved' ? screen.dim : paintSeverity(screen, severity);
  const finding = paint(printable(nameFinding(alert)));
  return [
    `${screen.bold(id)}  ${finding}  ${state}, opened ${formatInstant(openedAt)}`,
    `   ${printable(`${model}@${version}  ${message}`)}`,
    ...(acknowledged === null ? [] : [`   acknowledged ${printable(describeStep(acknowledged))}`]),
    ...(resolved === null ? [] : [`   resolved ${printable(describeResolution(alert))}`]),
  ].join('\n');
}

/** An unresolved alert in a line. */
export function renderAlertLine(screen: Screen, alert: Alert): string {
  const finding = paintSeverity(screen, alert.severity)(printable(nameFinding(alert)));
  const known = alert.acknowledged === null ? '' : ' (acknowledged)';
  return `${screen.bold(alert.id)}  ${finding}${known}  ${printable(`${alert.version}: ${alert.message}`)}`;
}

/** `2026-11-24 12:00:00Z by ada: why`. */
export function describeStep(step: AlertStep | null): string {
  if (step === null) return '';
  return `${formatInstant(step.at)} by ${step.by}${step.reason === null ? '' : `: ${step.reason}`}`;
}

function describeResolution({ resolved }: Alert): string {
  return resolved?.cause === 'quiet'
    ? `${formatInstant(resolved.at)}: the rule has been quiet again`
    : describeStep(resolved);
}
