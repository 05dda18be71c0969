import type { SegmentDrift, SegmentSize } from '../../drift/evaluate-segments.js';
import { isDrifted } from '../../drift/feature-result.js';
import {
  type SegmentReport,
  type SegmentResult,
  verdictOfSegment,
} from '../../governance/drift/check-segments.js';
import type { QualityFinding } from '../../quality/finding.js';
import { formatScore, NAME_COLUMNS, sortWorstFirst } from './drift-words.js';
import type { Screen } from './screen.js';
import { type Cell, renderTable } from './table.js';
import { clip, formatCount, plural, printable } from './text.js';

const HEAD = ['VERDICT', 'ROWS', 'REFERENCE', 'SCORE', 'DRIFTED COLUMNS'];

/** A line a segment, the worst first, and under them what could not be judged. */
export async function renderSegments(screen: Screen, report: SegmentReport | null): Promise<string[]> {
  if (report === null) return [];
  const notes = describeNotJudged(report).map((note) => screen.dim(printable(note)));
  const end = screen.isTty ? [''] : [];
  if (report.segments.length === 0) return [...notes, ...end];
  const hasFindings = report.segments.some(({ findings }) => findings.length > 0);
  const head = [
    screen.isTty ? report.column.toUpperCase() : 'SEGMENT',
    ...HEAD,
    ...(hasFindings || !screen.isTty ? ['DATA QUALITY'] : []),
  ];
  const table = await renderTable(
    screen,
    head,
    report.segments.map((segment) => renderSegment(screen, segment).slice(0, head.length)),
    ['REFERENCE', 'ROWS'],
  );
  return [table, ...notes, ...end];
}

function renderSegment(screen: Screen, segment: SegmentResult): Cell[] {
  const { value, rows, referenceRows, findings, ...drift } = segment;
  const verdict = verdictOfSegment(segment);
  const paint = { fail: screen.red, warn: screen.yellow, unknown: screen.yellow, pass: screen.green }[
    verdict
  ];
  return [
    { text: screen.isTty ? clip(value, NAME_COLUMNS) : value, paint: screen.bold },
    { text: verdict, paint },
    formatCount(rows),
    formatCount(referenceRows),
    drift.overall.score === null ? '' : formatScore(drift.overall.score),
    worstColumns(drift),
    worstFindings(findings),
  ];
}

/** Columns that are named, and findings. */
const NAMED = 3;

export function worstColumns({ features, outputs }: Pick<SegmentDrift, 'features' | 'outputs'>): string {
  const drifted = [...sortWorstFirst(features), ...outputs].filter(isDrifted);
  const named = drifted
    .slice(0, NAMED)
    .map(({ name, measures }) => `${name} ${measures === null ? '' : formatScore(measures.score)}`.trim());
  return nameSome(named, drifted.length);
}

/** Such as `age missing, plan constant, 2 more`. */
export function worstFindings(findings: readonly QualityFinding[]): string {
  const named = findings.slice(0, NAMED).map(({ column, kind }) => `${column ?? ''} ${kind}`.trim());
  return nameSome(named, findings.length);
}

function nameSome(named: readonly string[], all: number): string {
  const more = all - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** Findings of all segments, each with the segment it is of, the largest share first. */
export function findingsOfSegments(report: SegmentReport | null): QualityFinding[] {
  if (report === null) return [];
  const { column, segments } = report;
  return segments
    .flatMap(({ value, findings }) =>
      findings.map((finding) => ({ ...finding, message: `${column}=${value}: ${finding.message}` })),
    )
    .sort((a, b) => (b.observed ?? 0) - (a.observed ?? 0));
}

/** Which segments were left out, and why. */
export function describeNotJudged({
  column,
  minRows,
  tooFew,
  added,
  vanished,
  others,
}: SegmentReport): string[] {
  return [
    ...nameSegments(`new values of ${column}`, added, ({ rows }) => rows),
    ...nameSegments(`values of ${column} that are gone`, vanished, ({ referenceRows }) => referenceRows),
    ...nameSegments(`fewer than ${minRows} rows on one side, not judged`, tooFew, ({ rows }) => rows),
    ...(others.values === 0
      ? []
      : [`${plural(others.values, 'rarer value')} with ${plural(others.rows, 'row')} not judged`]),
  ];
}

/** Segments that are named. */
const NAMED_SEGMENTS = 5;

function nameSegments(
  title: string,
  segments: readonly SegmentSize[],
  rowsOf: (size: SegmentSize) => number,
): string[] {
  if (segments.length === 0) return [];
  const named = segments
    .slice(0, NAMED_SEGMENTS)
    .map((size) => `${clip(size.value, NAME_COLUMNS)} (${plural(rowsOf(size), 'row')})`);
  const more = segments.length - named.length;
  return [`${title}: ${[...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}`];
}
