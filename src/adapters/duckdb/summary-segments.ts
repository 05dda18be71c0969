import type { CurrentSummary } from '../../drift/column-summary.js';
import type { ColumnRequest, NumberRange, SegmentRequest } from '../../drift/ports.js';
import { type DuckDbSession, quoteText } from './session.js';
import { type ChunkColumn, forEachChunk } from './summary-chunks.js';
import type { ColumnCounter } from './summary-counter.js';

/** Counters at a time: one of numbers takes up to 100 KB. */
const MAX_COUNTERS = 1000;

/**
 * Counts columns for each value of another, in one pass for as many columns as there may be counters.
 * @param text SQL of that value as text
 * @param counterOf a new counter of a column
 */
export async function summarizeSegments(
  session: DuckDbSession,
  relation: string,
  { values, ranges }: SegmentRequest,
  text: string,
  requests: readonly ColumnRequest[],
  counterOf: (request: ColumnRequest) => ColumnCounter,
): Promise<Map<string, Map<string, CurrentSummary>>> {
  const summaries = new Map(values.map((value) => [value, new Map<string, CurrentSummary>()]));
  if (values.length === 0) return summaries;
  const type = `ENUM(${values.map(quoteText).join(', ')})`;
  const code = `enum_code(TRY_CAST(${text} AS ${type}))::DOUBLE`;
  const width = Math.max(1, Math.floor(MAX_COUNTERS / values.length));
  for (let start = 0; start < requests.length; start += width) {
    const group = requests.slice(start, start + width);
    const counters = values.map((_, segment) =>
      group.map((request, index) => counterOf(within(request, ranges[segment]?.[start + index] ?? null))),
    );
    const expressions = counters[0]?.map(({ expression }) => expression) ?? [];
    await forEachChunk(
      session,
      relation,
      [code, ...expressions],
      ([codes, ...columns]) => {
        if (codes === undefined) return;
        for (const [segment, rows] of rowsBySegment(codes, values.length).entries()) {
          if (rows.length === 0) continue;
          for (const [index, column] of columns.entries())
            counters[segment]?.[index]?.add(take(column, rows));
        }
      },
      'any',
    );
    for (const [segment, value] of values.entries()) {
      for (const { name, finish } of counters[segment] ?? []) {
        summaries.get(value)?.set(name, { ...finish().summary, unlistedValues: [] });
      }
    }
  }
  return summaries;
}

/** Which rows of a chunk belong to each segment; those of no segment are left out. */
function rowsBySegment({ values, isNull }: ChunkColumn, segments: number): number[][] {
  const rows = Array.from({ length: segments }, (): number[] => []);
  for (let i = 0; i < values.length; i++) {
    if (!isNull?.(i)) rows[values[i] ?? -1]?.push(i);
  }
  return rows;
}

function within(request: ColumnRequest, range: NumberRange | null): ColumnRequest {
  return request.type === 'numbers' && range !== null ? { ...request, range } : request;
}

function take({ values, isNull }: ChunkColumn, rows: readonly number[]): ChunkColumn {
  const taken = new Float64Array(rows.length);
  for (const [index, row] of rows.entries()) taken[index] = values[row] ?? Number.NaN;
  return isNull === undefined
    ? { values: taken }
    : { values: taken, isNull: (index) => isNull(rows[index] ?? 0) };
}
