import type { CheckRecord } from '../checks/check-record.js';
import type { RuleName } from '../core/rule-result.js';
import type { Instant } from '../core/time.js';

/** The figure that a rule judges: its `n` are the rows behind the rule. */
const FIGURES: Partial<Record<RuleName, string>> = {
  accuracy: 'accuracy',
  latency: 'latencyP95Ms',
  'error-rate': 'errorRate',
};

/**
 * Whether a check saw data that the checks before it had not: a newer prediction (for the accuracy a newer one with a
 * label), or more rows up to the same one, since labels come late. A window that only slides over old data has neither.
 * The first check has.
 * @param earlier the checks before it, oldest first
 */
export function hasNewData(record: CheckRecord, earlier: readonly CheckRecord[], rule: RuleName): boolean {
  const before = earlier.at(-1);
  if (before === undefined) return true;
  const newest = newestOf(record, rule);
  const seen = earlier.reduce((latest, one) => later(latest, newestOf(one, rule)), '');
  if (newest !== seen) return newest > seen;
  return startOf(record) >= startOf(before) && rowsBehind(record, rule) > rowsBehind(before, rule);
}

/** Empty where it is not known: before any instant. */
function newestOf({ newestAt, newestLabelledAt }: CheckRecord, rule: RuleName): Instant {
  return (rule === 'accuracy' ? newestLabelledAt : newestAt) ?? '';
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

function startOf({ window }: CheckRecord): Instant {
  return window.from ?? '';
}

function rowsBehind({ values }: CheckRecord, rule: RuleName): number {
  const figure = values.find(({ name, subject }) => name === FIGURES[rule] && subject === null);
  return figure?.n ?? 0;
}
