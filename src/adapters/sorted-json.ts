export type JsonObject = { readonly [key: string]: unknown };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Indented JSON with sorted keys, without a newline at its end. */
export function renderSorted(value: unknown): string {
  return JSON.stringify(withSortedKeys(value), null, 2);
}

/** The keys of an object in the order that `renderSorted` prints them. */
export function printedKeys(object: JsonObject): string[] {
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  // JavaScript lists whole numbers first and by size, wherever they were put.
  const [first = ''] = keys;
  keys.sort();
  return /^\d+$/.test(first) ? Object.keys(Object.fromEntries(keys.map((key) => [key, null]))) : keys;
}

/**
 * The same value with the keys of every object in order. Nearly all of a large document has been read from a sorted
 * one, so what is sorted is handed back as it is: a replacer for `JSON.stringify` would take four times as long.
 */
function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withSortedKeys);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value);
  const wasSorted = isSorted(keys);
  if (!wasSorted) keys.sort();
  const items = keys.map((key) => withSortedKeys(value[key]));
  if (wasSorted && items.every((item, index) => item === value[keys[index] ?? ''])) return value;
  // Without a prototype even a key called __proto__ is one like any other.
  const sorted: Record<string, unknown> = Object.create(null);
  for (const [index, key] of keys.entries()) sorted[key] = items[index];
  return sorted;
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || key > (keys[index - 1] ?? ''));
}
