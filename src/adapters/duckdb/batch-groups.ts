/**
 * Batches that look the same, by a key of what matters of them, in order of first appearance. DuckDB reads a list of
 * files faster by far than each of them in a query of its own.
 */
export function groupBatches<B>(batches: readonly B[], keyOf: (batch: B) => string): [B, ...B[]][] {
  const groups = new Map<string, [B, ...B[]]>();
  for (const batch of batches) {
    const group = groups.get(keyOf(batch));
    if (group === undefined) groups.set(keyOf(batch), [batch]);
    else group.push(batch);
  }
  return [...groups.values()];
}
