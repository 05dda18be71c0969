import type { RuleResult, RuleState } from '../../core/rule-result.js';
import { QUALITY_KINDS } from '../../quality/finding.js';
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
  return `${rule}/${rule === 'data-quality' ? nameQuality(subject) : subject}`;
}

/** The last word is what is checked, and what comes before it a column; unless the subject is a segment. */
function nameQuality(subject: string): string {
  const space = subject.lastIndexOf(' ');
  const last = subject.slice(space + 1);
  const isKind = QUALITY_KINDS.some((kind) => kind === last);
  return space === -1 || !isKind ? subject : `${subject.slice(0, space)}/${last}`;
}
