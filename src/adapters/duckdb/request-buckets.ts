/**
 * SQL that stands for `request_id` where ids are compared: 16 bytes, however long the ids are, so that it is known how
 * many fit into memory.
 */
export const REQUEST = 'md5_number(request_id)';

const ROWS_AT_ONCE = 1_000_000;

/**
 * Splits requests into parts that can be compared one after the other, because a request is in the same part
 * everywhere. DuckDB can spill a large join or window to disk, but goes far beyond its memory limit before it does.
 * @param rows how many there are to compare
 * @returns conditions on `request_id`, one a part
 */
export function requestBuckets(rows: number): string[] {
  const count = Math.ceil(rows / ROWS_AT_ONCE);
  if (count <= 1) return ['true'];
  return Array.from({ length: count }, (_, bucket) => `hash(request_id) % ${count} = ${bucket}`);
}
