import type { Instant } from '../../core/time.js';
import { type DuckDbSession, literalPath } from './session.js';

/** The first and the last instant of rows, to the millisecond. */
export async function readSpan(
  session: DuckDbSession,
  paths: readonly string[],
): Promise<{ firstAt: Instant; lastAt: Instant }> {
  const { first, last } = await session.row(`SELECT epoch_ms(min(timestamp))::DOUBLE AS first,
    epoch_ms(max(timestamp))::DOUBLE AS last
    FROM read_parquet([${paths.map(literalPath).join(', ')}]) WHERE request_id IS NOT NULL`);
  return { firstAt: new Date(Number(first)).toISOString(), lastAt: new Date(Number(last)).toISOString() };
}
