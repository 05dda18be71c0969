import type { RuleResult } from '../core/rule-result.js';
import type { FreshnessFacts } from './facts.js';
import type { QualityFinding } from './finding.js';

const HOUR_MS = 3_600_000;

export interface Freshness {
  readonly finding: QualityFinding | null;
  readonly rule: RuleResult;
}

/** Whether the newest prediction is as new as it has to be. Only for a window that ends now. */
export function checkFreshness({ newestAt, now, maxAgeHours }: FreshnessFacts, rows: number): Freshness {
  const ageHours = newestAt === null ? null : Math.max(0, (Date.parse(now) - Date.parse(newestAt)) / HOUR_MS);
  const message =
    ageHours === null
      ? 'there are no predictions at all'
      : `the newest prediction is ${formatAge(ageHours)} old, ${formatAge(maxAgeHours)} are allowed`;
  const isStale = ageHours === null || ageHours > maxAgeHours;
  const figures = { observed: ageHours, limit: maxAgeHours, message };
  return {
    finding: isStale
      ? { kind: 'stale', column: null, severity: 'severe', n: rows, adjustedPValue: null, ...figures }
      : null,
    rule: { rule: 'freshness', subject: null, state: isStale ? 'firing' : 'quiet', ...figures },
  };
}

function formatAge(hours: number): string {
  return hours >= 48 ? `${round(hours / 24)} days` : `${round(hours)} h`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
