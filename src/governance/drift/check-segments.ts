import { GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import type { RuleResult } from '../../core/rule-result.js';
import type { Verdict } from '../../core/verdict.js';
import { requestColumn } from '../../drift/column-request.js';
import type { ColumnSummary } from '../../drift/column-summary.js';
import type { DriftOptions } from '../../drift/evaluate-drift.js';
import { evaluateSegments, type SegmentDrift, type SegmentSize } from '../../drift/evaluate-segments.js';
import { matchColumns } from '../../drift/match-columns.js';
import { type ColumnRequest, type DataSet, NO_VALUE, type NumberRange } from '../../drift/ports.js';
import type { QualityOptions } from '../../quality/evaluate-quality.js';
import { evaluateSegmentQuality, type SegmentQuality } from '../../quality/evaluate-segment-quality.js';
import { NO_REQUESTS } from './check-quality.js';
import { byColumn, type DriftSubject, type OpenedData } from './current-data.js';
import type { VersionBaseline } from './read-baseline.js';
import { askOfRows } from './request-facts.js';

/** Its `verdict` is of drift alone. */
export interface SegmentResult extends SegmentDrift, Pick<SegmentQuality, 'findings' | 'checks'> {}

/** Drift and data quality within the rows of each value of a column. */
export interface SegmentReport {
  readonly column: string;
  /**
   * `warn` when there is anything to say of a segment: it is a part, and the whole decides whether the check fails.
   * `unknown` when none could be judged.
   */
  readonly verdict: Verdict;
  /** Rows that a segment needs on either side to be judged. */
  readonly minRows: number;
  /** The worst first. */
  readonly segments: readonly SegmentResult[];
  /** With fewer rows on either side; the largest first, as are those that follow. */
  readonly tooFew: readonly SegmentSize[];
  /** Values that only the current data has, and values that only the reference has. */
  readonly added: readonly SegmentSize[];
  readonly vanished: readonly SegmentSize[];
  /** Beyond the most frequent values; not judged. */
  readonly others: { readonly values: number; readonly rows: number };
}

export interface SegmentEvaluation {
  readonly report: SegmentReport;
  /** What `data-quality` says of each segment. */
  readonly qualityRules: readonly RuleResult[];
}

export interface SegmentOptions {
  readonly drift: DriftOptions;
  readonly quality: QualityOptions;
  /** Columns of another type than the reference. */
  readonly mismatched: ReadonlySet<string>;
}

/** Fewer rows than this are no distribution of their own. */
const MIN_ROWS = 50;
/** Segments that are judged: the more there are, the less can be told of each. */
const MAX_SEGMENTS = 50;
/** Values looked at on either side. */
const MAX_VALUES = 1000;

/**
 * Whether the reference tells the segments of a column apart.
 * @throws GovError usage for a column that is neither a feature nor the prediction nor was ignored, inconclusive when
 * its rows were not kept.
 */
export function requireSegmentColumn(
  column: string,
  { model, version, key, baseline }: VersionBaseline,
  reference: DataSet | null,
): DataSet {
  const names = [...baseline.columns.filter(({ role }) => role !== 'actual'), ...baseline.unscored].map(
    ({ name }) => name,
  );
  if (!names.includes(column)) {
    throw new GovError('usage', `--by: the baseline of ${model}@${version} has no column "${column}"`, {
      hint: suggestWord(column, names),
    });
  }
  const kept = new Set(reference?.columns.map(({ name }) => name));
  // Early builds kept numbers only.
  const needed = [column, ...baseline.columns.map(({ name }) => name)];
  const missing = needed.find((name) => !kept.has(name));
  if (reference !== null && missing === undefined) return reference;
  const unscored = baseline.unscored.find(({ name }) => name === column);
  throw new GovError(
    'inconclusive',
    `the baseline of ${model}@${version} keeps no rows of "${missing ?? column}"`,
    {
      hint:
        unscored === undefined || unscored.reason === IGNORED
          ? `set it again: dharma-gov baseline set ${model}@${version} ${key.source}`
          : `it is not scored (${unscored.reason}); set the baseline again with --ignore "${column}" to keep it`,
    },
  );
}

const IGNORED = 'left out on request';

/**
 * Compares each segment of the current data with the same segment of the reference, in the bins of the whole.
 * @param rows of the current data
 * @throws GovError input when the current data has no such column.
 */
export async function checkSegments(
  column: string,
  { baseline }: DriftSubject,
  reference: DataSet,
  opened: OpenedData,
  rows: number,
  options: SegmentOptions,
): Promise<SegmentEvaluation> {
  const { rows: data, nameOf, roleColumn } = opened;
  const source = column === 'prediction' ? roleColumn('prediction') : column;
  if (source === undefined || !data.columns.some(({ name }) => name === source)) {
    throw new GovError('input', `${data.place}: has no column "${column}" to make segments by`, {
      hint: 'compare without --by, or by a column that the data has',
    });
  }
  const [current, before] = [
    await valuesOf(data, source, rows),
    await valuesOf(reference, column, baseline.rows),
  ];
  const sizes = mergeSizes(current, before);
  const enough = sizes.filter((size) => Math.min(size.rows, size.referenceRows) >= MIN_ROWS);
  const judged = enough.slice(0, MAX_SEGMENTS);
  const values = judged.map(({ value }) => value);

  const columns = baseline.columns.filter(({ role }) => role !== 'actual');
  const matches = matchColumns(columns, data.columns, nameOf);
  const asked = askOfRows(opened, matches);
  const then = await reference.summarizeSegments(
    { column, values, ranges: [] },
    columns.map((known) => requestColumn(known, known.name)),
  );
  const ranges = values.map((value) =>
    matches.map(({ column: { name }, request }) => rangeIn(then.get(value)?.get(name), request)),
  );
  const now = await data.summarizeSegments({ column: source, values, ranges }, [
    ...matches.map(({ request }) => request),
    ...asked.requests,
  ]);
  const counts = judged.map((size) => ({
    ...size,
    reference: then.get(size.value) ?? new Map(),
    current: byColumn(matches, now.get(size.value) ?? new Map()),
  }));
  const drift = evaluateSegments(baseline, counts, options.drift);
  const quality = evaluateSegmentQuality(
    drift.map(({ value, rows: count, features, outputs }) => {
      const requests = { ...NO_REQUESTS, ...asked.read(now.get(value) ?? new Map()), rows: count };
      return {
        name: `${column}=${value}`,
        columns: [...features, ...outputs],
        // Where the prediction makes the segments, one of them has none.
        requests: column === 'prediction' ? { ...requests, predictions: null } : requests,
      };
    }),
    options.mismatched,
    options.quality,
  );
  const segments = drift.map((segment, index): SegmentResult => {
    const { findings = [], checks = 0 } = quality[index] ?? {};
    return { ...segment, findings, checks };
  });
  // Those with something to say of their data come before those of which nothing is to be said.
  const needsNoLook = (segment: SegmentResult) =>
    Number(!['fail', 'warn'].includes(verdictOfSegment(segment)));
  segments.sort((a, b) => needsNoLook(a) - needsNoLook(b));
  const beyond = enough.slice(MAX_SEGMENTS);
  const report: SegmentReport = {
    column,
    verdict: verdictOf(segments),
    minRows: MIN_ROWS,
    segments,
    tooFew: sizes.filter((size) => size.rows > 0 && size.referenceRows > 0 && !enough.includes(size)),
    // A value that one side lists and the other does not is only absent there when that list is complete.
    added: before.isComplete ? sizes.filter(({ referenceRows }) => referenceRows === 0) : [],
    vanished: current.isComplete ? sizes.filter((size) => size.rows === 0) : [],
    others: {
      values: beyond.length + current.unlisted,
      rows: beyond.reduce((sum, size) => sum + size.rows, 0) + current.unlistedRows,
    },
  };
  return { report, qualityRules: quality.map(({ rule }) => rule) };
}

/** Of numbers, the range they have in the same segment of the reference. */
function rangeIn(before: ColumnSummary | undefined, request: ColumnRequest): NumberRange | null {
  if (request.type !== 'numbers' || request.range === null || before?.type !== 'numbers') return null;
  const { min, max } = before;
  return min === null || max === null ? null : { min, max };
}

/** Of drift and data quality together: a finding warns, also where drift could not be judged. */
export function verdictOfSegment({ verdict, findings }: SegmentResult): Verdict {
  return verdict === 'fail' || findings.length === 0 ? verdict : 'warn';
}

function verdictOf(segments: readonly SegmentResult[]): Verdict {
  if (segments.every(({ verdict }) => verdict === 'unknown')) return 'unknown';
  const verdicts = segments.map(verdictOfSegment);
  return verdicts.includes('fail') || verdicts.includes('warn') ? 'warn' : 'pass';
}

interface ListedValues {
  readonly rowsOf: ReadonlyMap<string, number>;
  readonly isComplete: boolean;
  readonly unlisted: number;
  readonly unlistedRows: number;
}

async function valuesOf(data: DataSet, column: string, rows: number): Promise<ListedValues> {
  const frequent = await data.frequentValues(column, MAX_VALUES);
  const rowsOf = new Map(frequent.values.map((value) => [value.value, value.rows]));
  const listed = frequent.values.reduce((sum, value) => sum + value.rows, 0);
  const missing = rows - frequent.rows;
  if (missing > 0) rowsOf.set(NO_VALUE, (rowsOf.get(NO_VALUE) ?? 0) + missing);
  const unlisted = frequent.distinct - frequent.values.length;
  return { rowsOf, isComplete: unlisted === 0, unlisted, unlistedRows: frequent.rows - listed };
}

/** The largest first. */
function mergeSizes(current: ListedValues, reference: ListedValues): SegmentSize[] {
  return [...new Set([...current.rowsOf.keys(), ...reference.rowsOf.keys()])]
    .map((value) => ({
      value,
      rows: current.rowsOf.get(value) ?? 0,
      referenceRows: reference.rowsOf.get(value) ?? 0,
    }))
    .sort((a, b) => b.rows - a.rows || b.referenceRows - a.referenceRows || (a.value < b.value ? -1 : 1));
}
