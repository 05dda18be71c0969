import type { FeatureResult, FeatureStatus, Measures } from '../../drift/feature-result.js';
import type { DriftReport } from '../../governance/drift/check-drift.js';
import { describeChange } from './drift-change.js';
import { drawHistograms } from './drift-histogram.js';
import { findingsOfSegments, renderSegments } from './drift-segments.js';
import { formatScore, NAME_COLUMNS, sortWorstFirst } from './drift-words.js';
import { renderFindings } from './quality-findings.js';
import type { Screen } from './screen.js';
import { type Cell, hasRoom, renderTable } from './table.js';
import { clip, formatCount, formatInstant, plural, printable } from './text.js';

const HEAD = ['COLUMN', 'FINDING', 'SCORE', 'TEST', 'P', 'REFERENCE', 'CURRENT', 'CHANGE'];
/** What a narrow terminal can do without. */
const LEAVE_OUT = ['P', 'TEST', 'SCORE'];
/** Without the changes, which then stand under the table. */
const NARROW_HEAD = HEAD.filter((title) => title !== 'CHANGE');

/** A table with the worst first and the verdict under it; for a pipe the same as tab-separated lines. */
export async function renderDrift(screen: Screen, report: DriftReport): Promise<string> {
  if (report.rows === 0) return renderEmpty(screen, report);
  // Labels come later, if at all: that they are not there yet is no finding.
  const outputs = report.outputs.filter(({ status }) => status !== 'missing');
  const rows = [...sortWorstFirst(report.features), ...outputs];
  const findings = renderFindings(screen, [
    ...report.quality.findings,
    ...findingsOfSegments(report.segments),
  ]);
  const segments = await renderSegments(screen, report.segments);
  const cells = rows.map((result) => renderColumn(screen, result));
  if (!screen.isTty) {
    const table = await renderTable(screen, HEAD, cells);
    return [renderTitle(screen, report), table, ...segments, ...findings, renderVerdict(screen, report)].join(
      '\n',
    );
  }
  const isNarrow = !hasRoom(screen, HEAD, cells);
  const table = await renderTable(
    screen,
    isNarrow ? NARROW_HEAD : HEAD,
    isNarrow ? cells.map((row) => row.slice(0, NARROW_HEAD.length)) : cells,
    LEAVE_OUT,
  );
  return [
    renderTitle(screen, report),
    '',
    table,
    '',
    ...(isNarrow ? renderChanges(rows) : []),
    ...segments,
    ...findings,
    ...renderNotes(screen, report),
    renderVerdict(screen, report),
    ...describeNextStep(report).map((step) => `next: ${step}`),
  ].join('\n');
}

/** There is nothing to compare, which is a finding. */
function renderEmpty(screen: Screen, report: DriftReport): string {
  const findings = renderFindings(screen, report.quality.findings);
  return [renderTitle(screen, report), ...findings, renderVerdict(screen, report)].join('\n');
}

function renderChanges(results: readonly FeatureResult[]): string[] {
  const changes = results
    .map((result) => ({ name: result.name, change: describeChange(result) }))
    .filter(({ change }) => change !== '');
  return changes.length === 0
    ? []
    : [...changes.map(({ name, change }) => printable(`${name}: ${change}`)), ''];
}

function renderTitle(screen: Screen, { model, version, rows, window, baseline }: DriftReport): string {
  return [
    `${screen.bold(`${model}@${version}`)}  ${plural(rows, 'row')} ${describeWindow(window)}`,
    `against ${plural(baseline.rows, 'row')} of ${printable(baseline.source)}`,
  ].join(', ');
}

export function describeWindow(window: DriftReport['window']): string {
  if (window.kind === 'files') return `of ${printable(window.inputs.join(', '))}`;
  const { from, to } = window;
  if (from === null && to === null) return 'of the prediction log';
  const parts = [
    from === null ? '' : `from ${formatInstant(from)}`,
    to === null ? '' : `to ${formatInstant(to)}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function renderColumn(screen: Screen, result: FeatureResult): Cell[] {
  const { name, role, measures } = result;
  const histograms = measures === null ? { reference: '', current: '' } : drawHistograms(measures.bins);
  const label = role === 'feature' ? name : `${name} (output)`;
  const cells: Record<string, Cell> = {
    COLUMN: { text: screen.isTty ? clip(label, NAME_COLUMNS) : label, paint: screen.bold },
    FINDING: { text: describeStatus(result), paint: paintStatus(screen, result) },
    SCORE: measures === null ? '' : formatScore(measures.score),
    TEST: measures === null ? '' : describeTest(measures.test),
    P: measures?.adjustedPValue == null ? '' : formatPValue(measures.adjustedPValue),
    REFERENCE: histograms.reference,
    CURRENT: histograms.current,
    CHANGE: describeChange(result),
  };
  return HEAD.map((title) => cells[title] ?? '');
}

const STATUS_WORDS: Record<FeatureStatus, string> = {
  drifted: 'drift',
  'constant-changed': 'constant changed',
  stable: 'stable',
  constant: 'constant',
  insufficient: 'cannot tell',
  'type-mismatch': 'type mismatch',
  missing: 'missing',
};

export function describeStatus({ status, severity }: FeatureResult): string {
  return status === 'drifted' && severity !== 'none' ? `${severity} drift` : STATUS_WORDS[status];
}

function paintStatus(screen: Screen, { status, severity }: FeatureResult): (text: string) => string {
  if (status === 'stable' || status === 'constant') return screen.green;
  if (status === 'constant-changed' || (status === 'drifted' && severity === 'severe')) return screen.red;
  return screen.yellow;
}

/** D of Kolmogorov and Smirnov, or Cramer's V beside chi-square: both from 0 (alike) to 1 (nothing in common). */
export function describeTest(test: Measures['test']): string {
  if (test.name === 'chi-square') return `V ${test.cramersV.toFixed(3)}`;
  const [low, high] = [test.statistic.toFixed(3), test.upper.toFixed(3)];
  return low === high ? `KS ${low}` : `KS ${low}-${high}`;
}

export function formatPValue(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

function renderNotes(screen: Screen, { overall, added, unscored, outputs }: DriftReport): string[] {
  const list = (names: readonly string[]) => printable(names.join(', '));
  const notes = [
    `score: PSI, drift from ${overall.threshold}; KS and V: from 0 (alike) to 1; an empty bar is a dot`,
    outputs.every(({ status }) => status === 'missing') ? '' : 'outputs do not count in the overall score',
    overall.weights === 'uniform' ? 'all features weigh the same: drift.importance can change that' : '',
    overall.unweighted.length === 0
      ? ''
      : `without importance, so without weight: ${list(overall.unweighted)}`,
    overall.coverage === 1
      ? ''
      : `features that could be judged carry ${Math.round(overall.coverage * 100)} % of the weight`,
    added.length === 0 ? '' : `new columns, not scored: ${list(added)}`,
    ...unscored.map(({ name, reason }) => `not scored: ${printable(name)} (${printable(reason)})`),
  ].filter((note) => note !== '');
  return [...notes.map((note) => screen.dim(note)), ''];
}

function renderVerdict(screen: Screen, { verdict, summary }: DriftReport): string {
  if (!screen.isTty) return `${verdict}\t${printable(summary)}`;
  const paint = { fail: screen.red, warn: screen.yellow, unknown: screen.yellow, pass: screen.green }[
    verdict
  ];
  return `${paint(screen.bold(verdict))}  ${printable(summary)}`;
}

/** What a person would do next; empty when there is nothing to do. */
export function describeNextStep({ verdict, model, version, features, quality }: DriftReport): string[] {
  if (quality.verdict === 'fail') {
    return ['mend the data on its way to the model first: what is broken there hides any drift'];
  }
  switch (verdict) {
    case 'fail':
      return [
        `find out why, then retrain; while ${version} is in production: dharma-gov rollback ${model} --reason "drift"`,
      ];
    case 'warn':
      return ['look at the columns named first; --fail-on warn makes this exit 3'];
    case 'unknown': {
      const needed = Math.max(0, ...features.map(({ requiredRows }) => requiredRows ?? 0));
      return needed === 0 ? [] : [`compare a longer window: ${formatCount(needed)} rows judge every feature`];
    }
    case 'pass':
      return [];
  }
}
