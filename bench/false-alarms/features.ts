// Features drawn from known distributions, and what the product makes of them: planned, counted and summarised by its
// own code, only without the files between.
import type { BaselineColumn } from '../../src/drift/baseline.js';
import { requestColumn } from '../../src/drift/column-request.js';
import type { CurrentSummary } from '../../src/drift/column-summary.js';
import { NumberCounter } from '../../src/drift/count-numbers.js';
import {
  type Candidate,
  type PlannedColumn,
  planCategoryColumn,
  planNumberColumn,
  withReference,
} from '../../src/drift/plan-column.js';
import { normalCriticalValue } from '../../src/stats/normal-distribution.js';

interface DrawnNumbers {
  readonly type: 'numbers';
  readonly values: Float64Array;
  readonly nulls: number;
}

/** Rows of one feature. Numbers are sorted, nulls apart; categories are counted. */
export type Drawn = DrawnNumbers | { readonly type: 'categories'; readonly counts: readonly number[] };

export interface Feature {
  readonly column: BaselineColumn;
  readonly current: CurrentSummary;
}

type Random = () => number;

/** Sorted uniform numbers at no cost of sorting: the gaps between them are exponential. */
function sortedUniforms(random: Random, n: number): Float64Array {
  const uniforms = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum -= Math.log(1 - random());
    uniforms[i] = sum;
  }
  sum -= Math.log(1 - random());
  for (let i = 0; i < n; i++) uniforms[i] = (uniforms[i] ?? 0) / sum;
  return uniforms;
}

const KNOTS = 1 << 16;
const NORMAL = Float64Array.from(
  { length: KNOTS + 1 },
  (_, i) => -normalCriticalValue((i + 0.5) / (KNOTS + 1)),
);

/** The value below which a share `u` of a normal distribution lies, between knots of a table. */
function normalQuantile(u: number): number {
  const place = u * KNOTS;
  const knot = Math.floor(place);
  const below = NORMAL[knot] ?? 0;
  return below + (place - knot) * ((NORMAL[knot + 1] ?? below) - below);
}

/** @param quantile of the values that are there, ascending */
function numbers(quantile: (u: number) => number, nullShare = 0) {
  return (random: Random, n: number): DrawnNumbers => {
    const uniforms = sortedUniforms(random, n);
    const first = uniforms.findIndex((u) => u >= nullShare);
    const nulls = first === -1 ? n : first;
    const values = uniforms.subarray(nulls).map((u) => quantile((u - nullShare) / (1 - nullShare)));
    return { type: 'numbers', values, nulls };
  };
}

function categories(weights: readonly number[]) {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (random: Random, n: number): Drawn => {
    const counts = weights.map(() => 0);
    let category = 0;
    let reached = (weights[0] ?? 0) / total;
    for (const u of sortedUniforms(random, n)) {
      while (u >= reached && category < weights.length - 1) reached += (weights[++category] ?? 0) / total;
      counts[category] = (counts[category] ?? 0) + 1;
    }
    return { type: 'categories', counts };
  };
}

const falling = (count: number) => Array.from({ length: count }, (_, i) => 1 / (i + 1));
/** Shares of 0 .. 8 in a Poisson distribution of mean 2.5. */
const POISSON = [0.0821, 0.2873, 0.5438, 0.7576, 0.8912, 0.958, 0.9858, 0.9958, 1];

export const lognormal = numbers((u) => Math.exp(normalQuantile(u)));

/** One of each kind that a table of features has; the first takes the place of a feature that shifts. */
export const KINDS: readonly ((random: Random, n: number) => Drawn)[] = [
  numbers(normalQuantile),
  lognormal,
  categories([40, 25, 15, 10, 7, 3]),
  // A heavy atom: half are 0, as amounts of those who bought nothing.
  numbers((u) => (u < 0.5 ? 0 : -Math.log(2 * (1 - u) + 1e-12))),
  numbers(normalQuantile, 0.2),
  // Discrete.
  numbers((u) => POISSON.findIndex((share) => u < share + 1e-12)),
  // A rare flag.
  categories([97, 3]),
  // Many categories, most of them rare.
  categories(falling(60)),
  // Rounded, so that there are ties.
  numbers((u) => Math.round(10 * normalQuantile(u)) / 10),
  // Heavy tails.
  numbers((u) => Math.tan(Math.PI * (u - 0.5) * 0.9999)),
];

/** Half a standard deviation up. */
export const shiftedNormal = numbers((u) => normalQuantile(u) + 0.5);

export function summarise(name: string, before: Drawn, now: Drawn): Feature {
  const candidate = { name, role: 'feature', declared: null } as const;
  if (before.type === 'numbers' && now.type === 'numbers') {
    const plan = requirePlan(planNumberColumn({ ...candidate, kind: 'number' }, before.values));
    return {
      column: withReference(plan, countNumbers(plan, before)),
      current: { ...countNumbers(plan, now), unlistedValues: [] },
    };
  }
  if (before.type === 'categories' && now.type === 'categories') {
    return summariseCategories({ ...candidate, kind: 'text' }, before.counts, now.counts);
  }
  throw new TypeError(`${name}: drawn as two types`);
}

function countNumbers(plan: PlannedColumn, { values, nulls }: DrawnNumbers) {
  const request = requestColumn(plan, plan.name);
  if (request.type !== 'numbers') throw new TypeError(`${plan.name}: planned as ${request.type}`);
  const counter = new NumberCounter(request.edges, request.center);
  counter.add(values);
  counter.add(new Float64Array(nulls), () => true);
  return counter.summary();
}

function summariseCategories(
  candidate: Candidate,
  before: readonly number[],
  now: readonly number[],
): Feature {
  const seen = [...before.entries()].filter(([, rows]) => rows > 0).sort(([, a], [, b]) => b - a);
  const rows = sum(before);
  const values = seen.map(([category, count]) => ({ value: String(category), rows: count }));
  const plan = requirePlan(planCategoryColumn(candidate, { rows, distinct: values.length, values }));
  const count = (counts: readonly number[]) => {
    const listed = seen.map(([category]) => counts[category] ?? 0);
    return {
      type: 'categories',
      rows: sum(counts),
      nulls: 0,
      counts: listed,
      unlisted: sum(counts) - sum(listed),
    } as const;
  };
  const unlistedValues = [...now.entries()]
    .filter(([category, count]) => count > 0 && (before[category] ?? 0) === 0)
    .map(([category, count]) => ({ value: String(category), rows: count }))
    .sort((a, b) => b.rows - a.rows);
  return { column: withReference(plan, count(before)), current: { ...count(now), unlistedValues } };
}

function requirePlan(plan: ReturnType<typeof planNumberColumn>): PlannedColumn {
  if ('reason' in plan) throw new TypeError(`${plan.name}: not scored: ${plan.reason}`);
  return plan;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
