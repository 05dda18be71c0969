import type { ChangedValue, CheckComparison } from '../../checks/compare-checks.js';
import type { KeptCheck } from '../../governance/checks/keep-check.js';
import { nameFinding, nameRule } from '../render/alerts.js';
import { describeSpan } from '../render/check-window.js';
import { formatFigure, formatInstant } from '../render/text.js';
import type { TableSection } from './document.js';

/** What is different from the check before, where that was asked for, and which alerts were opened and resolved. */
export function describeKept({
  comparison,
  recording,
  verdict,
}: KeptCheck & { readonly verdict: string }): TableSection[] {
  const alerts = recording.kind === 'recorded' ? recording.alerts : { opened: [], resolved: [] };
  return [
    {
      kind: 'table',
      title: 'Alerts',
      note: '',
      head: ['Alert', 'What became of it', 'Why'],
      rows: [
        ...alerts.opened.map((alert) => [alert.id, 'opened', nameFinding(alert)]),
        ...alerts.resolved.map(({ id }) => [id, 'resolved', 'its rule has been quiet for long enough']),
      ],
    },
    ...(comparison === null ? [] : [describeComparison(comparison, verdict)]),
  ];
}

function describeComparison(comparison: CheckComparison, verdict: string): TableSection {
  const { previous, overall, started, stopped, startedRules, stoppedRules } = comparison;
  const section = {
    kind: 'table',
    title: 'Since the check before',
    head: ['What', 'Before', 'Now'],
  } as const;
  if (previous === null) return { ...section, note: '', rows: [['check', 'none is recorded', '']] };
  return {
    ...section,
    note: `the check of ${formatInstant(previous.at)}, ${describeSpan(previous.window)}`,
    rows: [
      ['verdict', previous.verdict, verdict],
      ...startedRules.map((rule) => [nameRule(rule), '', 'fires']),
      ...stoppedRules.map((rule) => [nameRule(rule), 'fired', '']),
      ...started.map((value) => describeChange(value, 'started to drift')),
      ...stopped.map((value) => describeChange(value, 'stopped drifting')),
      ...overall.map((value) => describeChange(value, '')),
    ],
  };
}

function describeChange({ name, subject, before, after }: ChangedValue, what: string): string[] {
  return [`${subject ?? name} ${what}`.trim(), formatFigure(before), formatFigure(after)];
}
