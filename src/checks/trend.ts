import type { CheckKind, CheckRecord } from './check-record.js';

/** How a figure of a version as a whole moved from check to check. */
export interface Trend {
  readonly kind: CheckKind;
  readonly version: string;
  readonly name: string;
  /** One a check, the oldest first; null where it could not be told. */
  readonly values: readonly (number | null)[];
  /** Of the values that are known; null when there are none. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/** The trends of the figures in `records`, in the order they are first met. */
export function trendsOf(records: readonly CheckRecord[]): Trend[] {
  const series = new Map<string, Pick<Trend, 'kind' | 'version' | 'name'> & { values: (number | null)[] }>();
  for (const { kind, version, values } of records) {
    for (const { name, subject, value } of values) {
      if (subject !== null) continue;
      const key = JSON.stringify([kind, version, name]);
      const known = series.get(key) ?? { kind, version, name, values: [] };
      known.values.push(value);
      series.set(key, known);
    }
  }
  return [...series.values()].map((trend) => ({ ...trend, ...rangeOf(trend.values) }));
}

function rangeOf(values: readonly (number | null)[]): Pick<Trend, 'lowest' | 'highest'> {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { lowest: null, highest: null };
  return {
    lowest: known.reduce((a, b) => Math.min(a, b)),
    highest: known.reduce((a, b) => Math.max(a, b)),
  };
}
