import type { Instant } from '../core/time.js';

export const PERIODS = ['day', 'week', 'month'] as const;

/** In UTC; a week begins on Monday. */
export type Period = (typeof PERIODS)[number];

const DAY_MS = 86_400_000;

/** `1997-02-14`, of a week its Monday, of a month `1997-02`. */
export function periodName(startMs: number, period: Period): string {
  return new Date(startMs).toISOString().slice(0, period === 'month' ? 7 : 10);
}

/** The start (epoch, ms) of the period that an instant lies in. */
export function periodStart(atMs: number, period: Period): number {
  const at = new Date(atMs);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (period === 'month') return Date.UTC(year, month);
  const daysIntoWeek = period === 'week' ? (at.getUTCDay() + 6) % 7 : 0;
  return Date.UTC(year, month, day - daysIntoWeek);
}

export function periodEnd(startMs: number, period: Period): Instant {
  return new Date(endMs(startMs, period)).toISOString();
}

/** So many periods are shown without rows at most: one bad instant must not make a million of them. */
const MAX_EMPTY_PERIODS = 1000;

/** The starts of all periods from the first to the last one with rows, those without rows too. */
export function allPeriods(startsMs: readonly number[], period: Period): number[] {
  const filled = [...startsMs].sort((a, b) => a - b);
  const [first, last] = [filled[0], filled.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all = [];
  for (let start = first; start <= last; start = endMs(start, period)) {
    all.push(start);
    if (all.length > filled.length + MAX_EMPTY_PERIODS) return filled;
  }
  return all;
}

function endMs(startMs: number, period: Period): number {
  const start = new Date(startMs);
  if (period === 'month') return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1);
  return startMs + (period === 'day' ? DAY_MS : 7 * DAY_MS);
}
