import duckdb from '@duckdb/node-bindings';
import { readError } from './read-errors.js';
import type { DuckDbSession } from './session.js';

/** The values of one column in one chunk. */
export interface ChunkColumn {
  readonly values: Float64Array;
  /** Undefined where no value is null. */
  readonly isNull?: (index: number) => boolean;
}

/**
 * How much DuckDB reads at a time. It reads on when a chunk is asked for and this is used up, so the next chunk is asked
 * for before the present one is counted; more memory makes it no quicker.
 */
const READ_AHEAD = '1MB';
/** Chunks that are asked for while one is counted, so that DuckDB never waits to be asked. */
const ASKED_AT_ONCE = 4;

/**
 * Reads columns of doubles in chunks of a few thousand rows, unboxed: what the API offers would make an object of each
 * value. Counting a million rows of 20 columns this way costs half of what DuckDB's own `histogram` does.
 * @param expressions SQL of type DOUBLE
 * @param order `any` lets the rows come as they are read, with less waiting in between
 */
export async function forEachChunk(
  session: DuckDbSession,
  relation: string,
  expressions: readonly string[],
  onChunk: (columns: readonly ChunkColumn[]) => void,
  order: 'as stored' | 'any' = 'as stored',
): Promise<void> {
  await session.run(`SET streaming_buffer_size = '${READ_AHEAD}'`);
  await session.run(`SET preserve_insertion_order = ${order === 'as stored'}`);
  try {
    const result = await session.connection.stream(`SELECT ${expressions.join(', ')} FROM ${relation}`);
    const ask = () => {
      const chunk = result.fetchChunk();
      // Its failure is told when its turn comes, or by that of the one before.
      chunk.catch(() => undefined);
      return chunk;
    };
    // Those asked for at once come in any order.
    const asked = Array.from({ length: order === 'any' ? ASKED_AT_ONCE : 1 }, ask);
    let isOver = false;
    while (asked.length > 0) {
      const chunk = await asked.shift();
      if (chunk == null || chunk.rowCount === 0) {
        // The end may be told before the last rows.
        isOver = true;
        continue;
      }
      if (!isOver) asked.push(ask());
      const { rowCount } = chunk;
      onChunk(
        expressions.map((_, index) => readColumn(duckdb.data_chunk_get_vector(chunk.chunk, index), rowCount)),
      );
    }
  } catch (error) {
    throw readError(error);
  } finally {
    // What is written keeps the order of what was read. A failure may have closed the database.
    await session.run('SET preserve_insertion_order = true').catch(() => undefined);
  }
}

function readColumn(vector: duckdb.Vector, rows: number): ChunkColumn {
  const { buffer, byteOffset } = duckdb.vector_get_data(vector, rows * Float64Array.BYTES_PER_ELEMENT);
  const values = new Float64Array(buffer, byteOffset, rows);
  // The binding gives null where all are valid, which its type does not say.
  const valid: Uint8Array | null = duckdb.vector_get_validity(vector, Math.ceil(rows / 64) * 8);
  if (valid === null || areAllSet(valid, rows)) return { values };
  return { values, isNull: (index) => (((valid[index >> 3] ?? 0) >> (index & 7)) & 1) === 0 };
}

/** Whether the first `count` bits of `bytes` are: one for each value, the lowest first. */
function areAllSet(bytes: Uint8Array, count: number): boolean {
  const whole = count >> 3;
  for (let index = 0; index < whole; index++) if (bytes[index] !== 0xff) return false;
  const rest = (1 << (count & 7)) - 1;
  return ((bytes[whole] ?? 0) & rest) === rest;
}
