import type { Instant } from '../../core/time.js';
import type { Verdict } from '../../core/verdict.js';

/**
 * What a check has to say, before it is written in any format: every format is a function of this alone. All texts are
 * plain and may hold anything that data holds; each format escapes them in its own way.
 */
export interface ReportDocument {
  /** The command: `drift-check`. */
  readonly check: string;
  /** What is checked, the same from run to run: the model. */
  readonly subject: string;
  /** With what differs from run to run: `Drift of churn@1.2.0`. */
  readonly title: string;
  readonly verdict: Verdict;
  /** The verdict in a sentence. */
  readonly summary: string;
  /** What a person would do next. */
  readonly next: readonly string[];
  readonly facts: readonly Fact[];
  readonly tests: readonly ReportTest[];
  readonly sections: readonly ReportSection[];
  /** What a later step of a pipeline may want to know, by names in kebab-case. */
  readonly outputs: readonly Fact[];
  readonly checkedAt: Instant;
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/**
 * - `failed`: what was tested for has happened.
 * - `error`: it could not be decided.
 * - `pending`: it is for people to decide, and they have not yet.
 * - `warned`: not quite passed, and nothing to fail for.
 * - `skipped`: not tested, on purpose.
 */
export type TestOutcome = 'failed' | 'error' | 'pending' | 'warned' | 'skipped' | 'passed';

export interface ReportTest {
  /** The same from run to run, for programs that compare runs: `drift/<column>`. */
  readonly name: string;
  readonly outcome: TestOutcome;
  /** Why, with the figures; empty where the outcome says it all. */
  readonly message: string;
}

export type ReportSection = TableSection | ChartSection;

export interface TableSection {
  readonly kind: 'table';
  readonly title: string;
  /** What a reader should know first; may be empty. Likewise below. */
  readonly note: string;
  readonly head: readonly string[];
  /** Worst first, as many cells a row as `head` has; of one cell they are a list. */
  readonly rows: readonly (readonly string[])[];
}

export interface ChartSection {
  readonly kind: 'charts';
  readonly title: string;
  readonly note: string;
  /** Worst first. */
  readonly cards: readonly ChartCard[];
}

/** What there is to say of one thing, with its pictures. */
export interface ChartCard {
  readonly title: string;
  /** Null where there is nothing to judge by. */
  readonly outcome: TestOutcome | null;
  /** The outcome in words: `severe drift`; or the figure itself. */
  readonly finding: string;
  readonly note: string;
  readonly figures: readonly Fact[];
  readonly charts: readonly Chart[];
}

export type Chart = DistributionChart | SeriesChart;

/** Two distributions over the same bins. */
export interface DistributionChart {
  readonly kind: 'distribution';
  /** `ranges`: bins of numbers side by side, to be labelled by their edges; `values`: a label each. */
  readonly axis: 'ranges' | 'values';
  readonly bars: readonly DistributionBar[];
}

export interface DistributionBar {
  readonly label: string;
  /** Ends of a bin of numbers, alike for a bin of one value; null where it is open, or is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Shares of the rows of either side. */
  readonly reference: number;
  readonly current: number;
}

/** A figure over time. */
export interface SeriesChart {
  readonly kind: 'series';
  /** Of the values: `%`, `ms`; empty without one. */
  readonly unit: string;
  /** In the order of time. */
  readonly points: readonly SeriesPoint[];
  /** Levels to compare with, such as a threshold. */
  readonly levels: readonly { readonly label: string; readonly value: number }[];
}

export interface SeriesPoint {
  readonly at: Instant;
  /** Null where it could not be computed. */
  readonly value: number | null;
  /** Ends of the interval; null without one. */
  readonly low: number | null;
  readonly high: number | null;
  readonly failed: boolean;
}

const SEVERITY: Record<TestOutcome, number> = {
  failed: 0,
  error: 1,
  pending: 2,
  warned: 3,
  skipped: 4,
  passed: 5,
};

/** Worst first; those that are alike stay in their order. */
export function sortTests<T extends Pick<ReportTest, 'outcome'>>(tests: readonly T[]): T[] {
  return [...tests].sort((a, b) => SEVERITY[a.outcome] - SEVERITY[b.outcome]);
}

export function countTests(tests: readonly ReportTest[]): Record<TestOutcome, number> {
  const counts = { failed: 0, error: 0, pending: 0, warned: 0, skipped: 0, passed: 0 };
  for (const { outcome } of tests) counts[outcome]++;
  return counts;
}

/** What a check of one version tells later steps. */
export function outputsOfVersion({
  model,
  version,
}: {
  readonly model: string;
  readonly version: string;
}): Fact[] {
  return [
    { name: 'model', value: model },
    { name: 'version', value: version },
  ];
}

/** A test that did not pass, for hosts that know three levels. */
export interface Finding extends ReportTest {
  readonly level: 'error' | 'warning' | 'notice';
}

/** What did not pass, worst first. Nothing is an error in a check that as a whole passes or warns. */
export function listFindings({ verdict, tests }: ReportDocument): Finding[] {
  const worst = verdict === 'fail' || verdict === 'unknown' ? 'error' : 'warning';
  const levels = {
    failed: worst,
    error: worst,
    pending: worst,
    warned: 'warning',
    skipped: 'notice',
  } as const;
  return sortTests(tests).flatMap((test) =>
    test.outcome === 'passed' ? [] : [{ ...test, level: levels[test.outcome] }],
  );
}
