import type { RuleName } from '../core/rule-result.js';
import { binomialSf } from '../stats/binomial-test.js';
import { fisherExactTest } from '../stats/fisher-exact-test.js';
import type { Proportion } from '../stats/proportion.js';
import { twoProportionTest } from '../stats/two-proportion-test.js';
import type { Measurement, MetricName } from './measurement.js';

export interface RuleLimits {
  /** How far the accuracy may be below the baseline's, 0..1. */
  readonly accuracyDrop: number;
  /** How many times the baseline's the 95th percentile of latency may be. */
  readonly latencyFactor: number;
  readonly errorRate: number;
  /** On fewer rows no rule fires. */
  readonly minRows: number;
}

/**
 * From where on the rule of a metric holds.
 * @param reference what the metric is in the baseline; null where that is not known
 * @returns null for a metric without a rule, and where the rule cannot be tested
 */
export function limitOfMetric(name: MetricName, reference: number | null, limits: RuleLimits): number | null {
  if (name === 'errorRate') return limits.errorRate;
  if (reference === null) return null;
  if (name === 'accuracy') return reference - limits.accuracyDrop;
  return name === 'latencyP95Ms' ? reference * limits.latencyFactor : null;
}

/** A rule that could be tested. */
export interface RuleTest {
  readonly rule: RuleName;
  readonly subject: string | null;
  readonly observed: number;
  readonly limit: number;
  readonly holds: boolean;
  /** Of seeing this, or worse, by chance alone. */
  readonly pValue: number;
  readonly n: number;
  /** What `n` counts. */
  readonly unit: string;
  readonly finding: string;
}

export interface Untested {
  readonly rule: RuleName;
  readonly subject: string | null;
  readonly reason: string;
}

/** What is judged: a window, or a segment of it such as `region=eu`. */
export interface RuleSubject {
  readonly subject: string | null;
  readonly current: Measurement;
  /** Latencies above the limit of the latency rule. */
  readonly slowRows: number;
  /** The same segment of the baseline: some are harder than others. Missing: the baseline as a whole. */
  readonly own?: RuleBaseline;
}

/** The baseline's figures; or why there are none. */
export type RuleBaseline = { readonly measurement: Measurement } | { readonly reason: string };

export function isTested(one: RuleTest | Untested): one is RuleTest {
  return 'pValue' in one;
}

export function testRules(
  subject: RuleSubject,
  baseline: RuleBaseline,
  limits: RuleLimits,
): (RuleTest | Untested)[] {
  const isRegression = subject.current.metrics.mae !== undefined;
  return [
    ...(isRegression ? [] : [testAccuracy(subject, subject.own ?? baseline, limits)]),
    testLatency(subject, baseline, limits),
    testErrorRate(subject, baseline, limits),
  ];
}

function testAccuracy(
  { subject, current }: RuleSubject,
  baseline: RuleBaseline,
  { accuracyDrop: limit }: RuleLimits,
): RuleTest | Untested {
  const untested = (reason: string) => ({ rule: 'accuracy', subject, reason }) as const;
  const now = current.metrics.accuracy;
  if (now?.value == null) return untested(now?.reason ?? 'no labels');
  const before = baselineMetric(baseline, 'accuracy');
  if ('reason' in before) return untested(before.reason);
  const drop = before.value - now.value;
  return {
    rule: 'accuracy',
    subject,
    observed: drop,
    limit,
    holds: reaches(drop, limit),
    pValue: worseShare(
      { successes: Math.round((1 - before.value) * before.n), n: before.n },
      { successes: Math.round((1 - now.value) * now.n), n: now.n },
    ),
    n: now.n,
    unit: 'labelled rows',
    finding: `accuracy ${now.value.toFixed(3)}, baseline ${before.value.toFixed(3)}: ${describeDrop(drop)}, limit ${points(limit)}`,
  };
}

/**
 * Whether more than 5 % of latencies exceed the limit, that is whether the 95th percentile does: the quantile test
 * (Conover 1999, Practical Nonparametric Statistics, 3.2), binomial and exact, which takes the baseline's percentile as
 * known.
 */
function testLatency(
  { subject, current, slowRows }: RuleSubject,
  baseline: RuleBaseline,
  { latencyFactor }: RuleLimits,
): RuleTest | Untested {
  const untested = (reason: string) => ({ rule: 'latency', subject, reason }) as const;
  const now = current.metrics.latencyP95Ms;
  if (now?.value == null) return untested(now?.reason ?? 'no latency');
  const before = baselineMetric(baseline, 'latencyP95Ms');
  if ('reason' in before) return untested(before.reason);
  const limit = latencyFactor * before.value;
  return {
    rule: 'latency',
    subject,
    observed: now.value,
    limit,
    holds: reaches(now.value, limit),
    pValue: binomialSf(slowRows, now.n, 0.05),
    n: now.n,
    unit: 'latencies',
    finding: `latency P95 ${milliseconds(now.value)}, baseline ${milliseconds(before.value)}: limit ${milliseconds(limit)} (${latencyFactor} times)`,
  };
}

function testErrorRate(
  { subject, current }: RuleSubject,
  baseline: RuleBaseline,
  { errorRate: limit }: RuleLimits,
): RuleTest | Untested {
  const now = current.metrics.errorRate;
  if (now?.value == null) return { rule: 'error-rate', subject, reason: now?.reason ?? 'no error column' };
  const before = baselineMetric(baseline, 'errorRate');
  const failed = { successes: current.failed, n: now.n };
  const known = 'reason' in before ? null : before;
  const pValue =
    known === null
      ? binomialSf(failed.successes, failed.n, limit)
      : worseShare({ successes: Math.round(known.value * known.n), n: known.n }, failed);
  return {
    rule: 'error-rate',
    subject,
    observed: now.value,
    limit,
    holds: reaches(now.value, limit),
    pValue,
    n: now.n,
    unit: 'requests',
    finding: `error rate ${percent(now.value)}${known === null ? '' : `, baseline ${percent(known.value)}`}: limit ${percent(limit)}`,
  };
}

function baselineMetric(
  baseline: RuleBaseline,
  name: 'accuracy' | 'latencyP95Ms' | 'errorRate',
): { readonly value: number; readonly n: number } | { readonly reason: string } {
  if ('reason' in baseline) return baseline;
  const metric = baseline.measurement.metrics[name];
  if (metric?.value == null) return { reason: `baseline: ${metric?.reason ?? 'not measured'}` };
  return { value: metric.value, n: metric.n };
}

/** One-sided. Where the normal law is not to be trusted, Fisher's exact test: two-sided, so on the safe side. */
function worseShare(before: Proportion, now: Proportion): number {
  const bad = (before.successes + now.successes) / (before.n + now.n);
  const smallest = Math.min(before.n, now.n) * Math.min(bad, 1 - bad);
  const { difference, pValue } = twoProportionTest(before, now, 'greater');
  if (smallest >= 5 || difference <= 0) return pValue;
  const table = ({ successes, n }: Proportion) => [successes, n - successes] as const;
  return fisherExactTest(table(before), table(now)).pValue;
}

/** Shares computed in different ways may differ in their last digit. */
function reaches(observed: number, limit: number): boolean {
  return observed >= limit - 1e-12 * Math.max(1, Math.abs(limit));
}

function describeDrop(drop: number): string {
  return drop >= 0 ? `${points(drop)} less` : `${points(-drop)} more`;
}

function points(share: number): string {
  return `${(share * 100).toFixed(1)} points`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function milliseconds(ms: number): string {
  return `${ms >= 100 ? Math.round(ms) : ms.toPrecision(3)} ms`;
}
