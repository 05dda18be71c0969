import { type DuckDbSession, quoteName } from './session.js';
import { type ChunkColumn, forEachChunk } from './summary-chunks.js';

/**
 * Reads columns of numbers as ascending arrays of their finite values.
 * @param limit of more rows than this, only every k-th is taken
 */
export async function readSortedValues(
  session: DuckDbSession,
  relation: string,
  names: readonly string[],
  limit = Number.POSITIVE_INFINITY,
): Promise<Map<string, Float64Array>> {
  const { rows } = await session.row(`SELECT count(*)::DOUBLE AS rows FROM ${relation}`);
  const stride = Math.max(1, Math.ceil(Number(rows) / limit));
  const samples = names.map(() => new Sample(Math.ceil(Number(rows) / stride)));
  let row = 0;
  await forEachChunk(
    session,
    relation,
    names.map((name) => `CAST(${quoteName(name)} AS DOUBLE)`),
    (columns) => {
      const first = (stride - (row % stride)) % stride;
      for (const [index, column] of columns.entries()) samples[index]?.add(column, first, stride);
      row += columns[0]?.values.length ?? 0;
    },
  );
  return new Map(names.map((name, index) => [name, samples[index]?.sorted() ?? new Float64Array()]));
}

/** The finite numbers among those that come in. */
class Sample {
  private readonly values: Float64Array;
  private length = 0;

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
  }

  add({ values, isNull }: ChunkColumn, first: number, stride: number): void {
    for (let i = first; i < values.length; i += stride) {
      const value = values[i] ?? Number.NaN;
      if (Number.isFinite(value) && !isNull?.(i)) this.values[this.length++] = value;
    }
  }

  sorted(): Float64Array {
    return this.values.subarray(0, this.length).sort();
  }
}
