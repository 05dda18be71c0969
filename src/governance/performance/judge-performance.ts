import type { RuleBaseline, RuleLimits } from '../../performance/rule-tests.js';
import { judgeRules, summarizeRules, verdictOfRules } from '../../performance/rules.js';
import type { ReferencePerformance } from './performance-baseline.js';
import type { MeasuredGroup } from './performance-groups.js';
import type { PerformanceReport } from './performance-report.js';
import type { GroupMeasurement } from './performance-rows.js';

/** The values of a column, each judged by itself. */
export interface MeasuredSegments {
  readonly column: string;
  readonly groups: readonly MeasuredGroup[];
  /** Of the groups, in their order; null where the baseline does not have the column: the whole stands for them. */
  readonly baselines: readonly RuleBaseline[] | null;
}

const NO_SUCH_ROWS: RuleBaseline = { reason: 'the baseline has no such rows' };

/** What the rules say of a window, and of its segments. */
export function judgePerformance(
  whole: GroupMeasurement,
  segments: MeasuredSegments | null,
  { measurement, reason }: ReferencePerformance,
  limits: RuleLimits,
): Pick<PerformanceReport, 'rules' | 'verdict' | 'summary'> {
  const rules = judgeRules(
    { subject: null, current: whole.measurement, slowRows: whole.slowRows },
    segments?.groups.map(({ name, measurement: current, slowRows }, index) => ({
      subject: `${segments.column}=${name}`,
      current,
      slowRows,
      ...(segments.baselines === null ? {} : { own: segments.baselines[index] ?? NO_SUCH_ROWS }),
    })) ?? [],
    measurement === null ? { reason: reason ?? 'no baseline' } : { measurement },
    limits,
  );
  return { rules, verdict: verdictOfRules(rules), summary: summarizeRules(rules) };
}
