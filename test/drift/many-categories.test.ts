import { describe, expect, it } from 'vitest';
import type { CurrentSummary } from '../../src/drift/column-summary.js';
import { evaluateDrift } from '../../src/drift/evaluate-drift.js';
import { planCategoryColumn, withReference } from '../../src/drift/plan-column.js';
import { drawCounts, seededRandom } from '../stats/samples.js';
import { baselineOf, DEFAULTS } from './example-baseline.js';

/** Values named by the product: those listed in a baseline, and those of a window that are not. */
const [LISTED, NAMED] = [1000, 100];

/** Rows per category 0, 1, ... of either side, counted as the product does. */
function judge(reference: readonly number[], current: readonly number[]) {
  const seen = [...reference.entries()].filter(([, rows]) => rows > 0).sort(([, a], [, b]) => b - a);
  const plan = planCategoryColumn(
    { name: 'f', role: 'feature', kind: 'text', declared: 'categorical' },
    {
      rows: total(reference),
      distinct: seen.length,
      values: seen.slice(0, LISTED).map(([category, rows]) => ({ value: String(category), rows })),
    },
  );
  if ('reason' in plan || plan.type !== 'categories') throw new Error('not planned as categories');
  const listed = new Set(plan.categories);
  const count = (counts: readonly number[]) => {
    const known = plan.categories.map((category) => counts[Number(category)] ?? 0);
    return {
      type: 'categories',
      rows: total(counts),
      nulls: 0,
      counts: known,
      unlisted: total(counts) - total(known),
    } as const;
  };
  const unlistedValues = [...current.entries()]
    .map(([category, rows]) => ({ value: String(category), rows }))
    .filter(({ value, rows }) => rows > 0 && !listed.has(value))
    .sort((a, b) => b.rows - a.rows)
    .slice(0, NAMED);
  const now: CurrentSummary = { ...count(current), unlistedValues };
  const column = withReference(plan, { ...count(reference), counts: [...count(reference).counts] });
  const [feature] = evaluateDrift(baselineOf(column), new Map([['f', now]]), DEFAULTS).features;
  if (feature === undefined) throw new Error('no feature');
  return feature;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, rows) => sum + rows, 0);
}

const equal = (count: number) => Array.from({ length: count }, () => 1 / count);
const falling = (count: number) => {
  const weights = Array.from({ length: count }, (_, i) => 1 / (i + 1));
  return weights.map((weight) => weight / total(weights));
};

describe('categories that are many for the rows there are', () => {
  it.each([
    ['60 of falling frequency', falling(60), 50],
    ['500 alike', equal(500), 1000],
    ['1000 alike', equal(1000), 3000],
    ['1500 alike, not all listed', equal(1500), 3000],
    ['1500 of falling frequency', falling(1500), 4000],
  ])('are no drift while nothing changes: %s in %i rows', (_, shares, rows) => {
    const random = seededRandom(rows);
    const runs = Array.from({ length: 20 }, () =>
      judge(drawCounts(random, shares, rows), drawCounts(random, shares, rows)),
    );
    // Twenty runs at 5 % have more than three alarms once in sixty times; by bins of the reference alone all had.
    expect(runs.filter(({ status }) => status === 'drifted').length).toBeLessThanOrEqual(3);
  });

  it.each([
    ['as many rows on both sides', 1000, 1000],
    ['a large reference and a small window', 100_000, 200],
  ])('do not hide a new one that takes a fifth of the window: %s', (_, rows, windowRows) => {
    const random = seededRandom(rows);
    const reference = drawCounts(random, equal(500), rows);
    const current = [...drawCounts(random, equal(500), 0.8 * windowRows), 0.2 * windowRows];
    const feature = judge(reference, current);
    expect(feature).toMatchObject({ status: 'drifted' });
    expect(feature.newValues?.values).toContainEqual({ value: '500', rows: 0.2 * windowRows });
  });

  it('do not hide that all are new, and names ten of them', () => {
    const random = seededRandom(4);
    const reference = [...drawCounts(random, equal(300), 2000), ...equal(400).map(() => 0)];
    const current = [...equal(300).map(() => 0), ...drawCounts(random, equal(400), 2000)];
    const feature = judge(reference, current);
    expect(feature).toMatchObject({ status: 'drifted', newValues: { rows: 2000, share: 1 } });
    expect(feature.newValues?.values).toHaveLength(10);
  });
});
