import type { ChangedValue, CheckComparison } from '../../checks/compare-checks.js';
import type { KeptCheck } from '../../governance/keep-check.js';
import { nameFinding, paintSeverity } from './alerts.js';
import { describeSpan } from './check-window.js';
import type { Screen } from './screen.js';
import { formatFigure, formatInstant, printable } from './text.js';

/** What a check changed: against the one before, and about alerts. Lines under its own report; none for nothing. */
export function renderKept(screen: Screen, report: KeptCheck & { readonly verdict: string }): string[] {
  const { comparison } = report;
  return [
    ...(comparison === null ? [] : renderComparison(screen, comparison, report.verdict)),
    ...renderAlertChanges(screen, report),
  ];
}

function renderComparison(screen: Screen, comparison: CheckComparison, verdict: string): string[] {
  const { previous, overall, started, stopped } = comparison;
  if (previous === null) return ['no recorded check before this one to compare with'];
  const change = previous.verdict === verdict ? `${verdict} as before` : `${previous.verdict} -> ${verdict}`;
  return [
    `since the check of ${formatInstant(previous.at)} (${describeSpan(previous.window)}): ${screen.bold(change)}`,
    ...overall.map(({ name, before, after }) =>
      printable(`  ${name} ${formatFigure(before)} -> ${formatFigure(after)}`),
    ),
    ...renderParts('started to drift', started),
    ...renderParts('stopped drifting', stopped),
  ];
}

function renderParts(label: string, parts: readonly ChangedValue[]): string[] {
  if (parts.length === 0) return [];
  const list = parts.map(
    ({ subject, before, after }) => `${subject} (${formatFigure(before)} -> ${formatFigure(after)})`,
  );
  return [printable(`  ${label}: ${list.join(', ')}`)];
}

function renderAlertChanges(screen: Screen, { recording }: KeptCheck): string[] {
  if (recording.kind !== 'recorded') return [];
  const { opened, resolved } = recording.alerts;
  return [
    ...opened.map((alert) => {
      const finding = paintSeverity(screen, alert.severity)(printable(nameFinding(alert)));
      return `alert ${screen.bold(alert.id)} opened: ${finding}`;
    }),
    ...resolved.map(({ id }) => `alert ${screen.bold(id)} resolved: its rule has been quiet for long enough`),
    ...(opened.length === 0 ? [] : ['next: dharma-gov alerts']),
  ];
}
