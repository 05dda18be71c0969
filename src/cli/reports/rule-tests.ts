import type { RuleResult, RuleState } from '../../core/rule-result.js';
import type { ReportTest, TestOutcome } from './document.js';

const OUTCOMES: Record<RuleState, TestOutcome> = {
  firing: 'failed',
  suspect: 'warned',
  unknown: 'skipped',
  quiet: 'passed',
};

export function outcomeOfState(state: RuleState): TestOutcome {
  return OUTCOMES[state];
}

/**
 * A test a rule, named by the rule and what it is about: `accuracy`, `latency/region=eu`, `data-quality/age/missing`.
 * A rule without anything to judge is skipped, as the exit code has it; when that is so of all, nothing was decided.
 */
export function testsOfRules(rules: readonly RuleResult[]): ReportTest[] {
  const isUndecided = rules.every(({ state }) => state === 'unknown');
  return rules.map((result) => ({
    name: nameOf(result),
    outcome: isUndecided ? 'error' : outcomeOfState(result.state),
    message: result.message,
  }));
}

function nameOf({ rule, subject }: RuleResult): string {
  if (subject === null) return rule;
  // Of data quality the last word is what is checked, and what comes before it a column.
  return `${rule}/${rule === 'data-quality' ? subject.replace(/ (?=[^ ]+$)/, '/') : subject}`;
}
