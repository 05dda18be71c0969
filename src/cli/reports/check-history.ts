import { type CheckRecord, type CheckValue, windowEndOf } from '../../checks/check-record.js';
import type { SeriesChart, SeriesPoint } from './document.js';

/** So many windows are drawn at most: the last ones. */
const MAX_POINTS = 60;

/** How a kind of figure is written: accuracy as `%`, a latency as `ms`. */
export interface Scale {
  readonly unit: string;
  readonly factor: number;
}

/**
 * One figure of the recorded checks of a version, window by window; nothing with fewer than two windows, of which
 * nothing can be seen. Of checks of the same window the last one counts.
 * @param checks of one version and kind, as a whole; the oldest first
 * @param subject a column; null for the version as a whole
 */
export function drawHistory(
  checks: readonly CheckRecord[],
  name: string,
  subject: string | null,
  { unit, factor }: Scale,
): SeriesChart[] {
  const byWindow = new Map<string, { readonly check: CheckRecord; readonly value: CheckValue }>();
  for (const check of checks) {
    const value = check.values.find((one) => one.name === name && one.subject === subject);
    if (value !== undefined)
      byWindow.set(`${check.window.from} ${check.window.to ?? check.at}`, { check, value });
  }
  const shown = [...byWindow.values()]
    .sort((a, b) => (windowEndOf(a.check) < windowEndOf(b.check) ? -1 : 1))
    .slice(-MAX_POINTS);
  if (shown.length < 2) return [];
  const scaled = (figure: number | null) => (figure === null ? null : figure * factor);
  const points = shown.map(
    ({ check, value }): SeriesPoint => ({
      at: windowEndOf(check),
      value: scaled(value.value),
      low: scaled(value.low),
      high: scaled(value.high),
      failed: isAlarm(value),
    }),
  );
  const limit = scaled(shown.at(-1)?.value.limit ?? null);
  return [{ kind: 'series', unit, points, levels: limit === null ? [] : [{ label: 'limit', value: limit }] }];
}

function isAlarm({ status }: CheckValue): boolean {
  return status === 'drifted' || status === 'constant-changed' || status === 'fail' || status === 'firing';
}
