import type { SegmentDrift, SegmentSize } from '../../drift/evaluate-segments.js';
import { isDrifted } from '../../drift/feature-result.js';
import type { SegmentReport } from '../../governance/drift/check-segments.js';
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
  const head = [screen.isTty ? report.column.toUpperCase() : 'SEGMENT', ...HEAD];
  const table = await renderTable(
    screen,
    head,
    report.segments.map((segment) => renderSegment(screen, segment)),
  );
  return [table, ...notes, ...end];
}

function renderSegment(
  screen: Screen,
  { value, verdict, rows, referenceRows, ...drift }: SegmentDrift,
): Cell[] {
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
  ];
}

/** Columns that are named. */
const NAMED_COLUMNS = 3;

export function worstColumns({ features, outputs }: Pick<SegmentDrift, 'features' | 'outputs'>): string {
  const drifted = [...sortWorstFirst(features), ...outputs].filter(isDrifted);
  const named = drifted
    .slice(0, NAMED_COLUMNS)
    .map(({ name, measures }) => `${name} ${measures === null ? '' : formatScore(measures.score)}`.trim());
  const more = drifted.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
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
