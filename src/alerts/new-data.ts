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
 * The checks that saw data which those before them had not: a newer prediction (for the accuracy a newer one with a
 * label), or more rows up to the same one, since labels come late. A window that only slides over old data has neither.
 * The first check has.
 */
export function checksWithNewData(oldestFirst: readonly CheckRecord[], rule: RuleName): CheckRecord[] {
  let seen: Instant = '';
  return oldestFirst.filter((record, index) => {
    const before = oldestFirst[index - 1];
    const newest = newestOf(record, rule);
    const latest = seen;
    if (newest > latest) seen = newest;
    if (before === undefined) return true;
    if (newest !== latest) return newest > latest;
    return startOf(record) >= startOf(before) && rowsBehind(record, rule) > rowsBehind(before, rule);
  });
}

/** Empty where it is not known: before any instant. */
function newestOf({ newestAt, newestLabelledAt }: CheckRecord, rule: RuleName): Instant {
  return (rule === 'accuracy' ? newestLabelledAt : newestAt) ?? '';
}

function startOf({ window }: CheckRecord): Instant {
  return window.from ?? '';
}

function rowsBehind({ values }: CheckRecord, rule: RuleName): number {
  const figure = values.find(({ name, subject }) => name === FIGURES[rule] && subject === null);
  return figure?.n ?? 0;
}
