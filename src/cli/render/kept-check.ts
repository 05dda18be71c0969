import type { ChangedValue, CheckComparison, RuleSubject } from '../../checks/compare-checks.js';
import type { KeptCheck } from '../../governance/checks/keep-check.js';
import type { AlertChanges } from '../../governance/checks/record-check.js';
import { nameFinding, nameRule, paintSeverity } from './alerts.js';
import { describeSpan } from './check-window.js';
import type { Screen } from './screen.js';
import { formatFigure, formatInstant, printable } from './text.js';

/** What is different from the check before, and which alerts that makes: lines under a check's own report. */
export function renderKept(screen: Screen, report: KeptCheck & { readonly verdict: string }): string[] {
  const { comparison, recording, verdict } = report;
  const alerts = recording.kind === 'recorded' ? recording.alerts : { opened: [], resolved: [] };
  if (!screen.isTty) {
    return [...(comparison === null ? [] : listComparison(comparison)), ...listAlerts(alerts)].map((cells) =>
      cells.map(printable).join('\t'),
    );
  }
  return [
    ...(comparison === null ? [] : renderComparison(screen, comparison, verdict)),
    ...renderAlerts(screen, alerts),
  ];
}

function listComparison(comparison: CheckComparison): string[][] {
  const { previous, started, stopped, startedRules, stoppedRules } = comparison;
  if (previous === null) return [['previous', 'none']];
  const list = (label: string, parts: readonly ChangedValue[]) =>
    parts.map(({ name, subject, before, after }) => [
      label,
      subject ?? name,
      formatFigure(before),
      formatFigure(after),
    ]);
  return [
    ['previous', formatInstant(previous.at), describeSpan(previous.window), previous.verdict],
    ...list('change', changedFigures(comparison)),
    ...list('started', started),
    ...list('stopped', stopped),
    ...startedRules.map((rule) => ['fires', nameRule(rule)]),
    ...stoppedRules.map((rule) => ['no longer fires', nameRule(rule)]),
  ];
}

function listAlerts({ opened, resolved }: AlertChanges): string[][] {
  return [
    ...opened.map((alert) => ['alert', 'opened', alert.id, nameFinding(alert)]),
    ...resolved.map(({ id }) => ['alert', 'resolved', id, 'quiet']),
  ];
}

function renderComparison(screen: Screen, comparison: CheckComparison, verdict: string): string[] {
  const { previous, started, stopped, startedRules, stoppedRules } = comparison;
  if (previous === null) return ['no recorded check before this one to compare with'];
  const change = previous.verdict === verdict ? `${verdict} as before` : `${previous.verdict} -> ${verdict}`;
  return [
    `since the check of ${formatInstant(previous.at)} (${describeSpan(previous.window)}): ${screen.bold(change)}`,
    ...changedFigures(comparison).map(({ name, before, after }) =>
      printable(`  ${name} ${formatFigure(before)} -> ${formatFigure(after)}`),
    ),
    ...renderParts('started to drift', started),
    ...renderParts('stopped drifting', stopped),
    ...renderRules('fires now', startedRules),
    ...renderRules('no longer fires', stoppedRules),
  ];
}

/** Those that look different, too. */
function changedFigures({ overall }: CheckComparison): ChangedValue[] {
  return overall.filter(({ before, after }) => formatFigure(before) !== formatFigure(after));
}

function renderParts(label: string, parts: readonly ChangedValue[]): string[] {
  if (parts.length === 0) return [];
  const list = parts.map(
    ({ subject, before, after }) => `${subject} (${formatFigure(before)} -> ${formatFigure(after)})`,
  );
  return [printable(`  ${label}: ${list.join(', ')}`)];
}

function renderRules(label: string, rules: readonly RuleSubject[]): string[] {
  return rules.length === 0 ? [] : [printable(`  ${label}: ${rules.map(nameRule).join(', ')}`)];
}

function renderAlerts(screen: Screen, { opened, resolved }: AlertChanges): string[] {
  return [
    ...opened.map((alert) => {
      const finding = paintSeverity(screen, alert.severity)(printable(nameFinding(alert)));
      return `alert ${screen.bold(alert.id)} opened: ${finding}`;
    }),
    ...resolved.map(({ id }) => `alert ${screen.bold(id)} resolved: its rule has been quiet for long enough`),
    ...(opened.length === 0 ? [] : ['next: dharma-gov alerts']),
  ];
}
