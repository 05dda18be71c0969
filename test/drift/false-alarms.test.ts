import { describe, expect, it } from 'vitest';
import { requestColumn } from '../../src/drift/column-request.js';
import { NumberCounter } from '../../src/drift/count-numbers.js';
import { evaluateDrift } from '../../src/drift/evaluate-drift.js';
import { compareSamples } from '../../src/drift/feature-tests.js';
import { planNumberColumn, withReference } from '../../src/drift/plan-column.js';
import { seededRandom } from '../stats/samples.js';
import { normals } from './drift-project.js';
import { baselineOf, DEFAULTS } from './example-baseline.js';

const FEATURES = 5;
const RUNS = 60;

/** The share of runs in which any of five equal features is said to drift. */
function alarms(seed: number, referenceRows: number, currentRows: number, shift: number): number {
  const random = seededRandom(seed);
  let alarmed = 0;
  for (let run = 0; run < RUNS; run++) {
    const columns = Array.from({ length: FEATURES }, (_, i) => {
      const before = Float64Array.from(normals(random, referenceRows)).sort();
      const now = Float64Array.from(normals(random, currentRows, shift)).sort();
      const candidate = { name: `f${i}`, role: 'feature', kind: 'number', declared: null } as const;
      const plan = planNumberColumn(candidate, before);
      if ('reason' in plan) throw new Error(plan.reason);
      const count = (values: Float64Array) => {
        const request = requestColumn(plan, plan.name);
        const counter = new NumberCounter(request.type === 'numbers' ? request.edges : [], 0);
        counter.add(values);
        return counter.summary();
      };
      return {
        column: withReference(plan, count(before)),
        now: count(now),
        exact: compareSamples(before, now),
      };
    });
    const { features } = evaluateDrift(
      baselineOf(...columns.map(({ column }) => column)),
      new Map(columns.map(({ column, now }) => [column.name, { ...now, unlistedValues: [] }])),
      DEFAULTS,
      new Map(columns.map(({ column, exact }) => [column.name, exact])),
    );
    if (features.some(({ status }) => status === 'drifted')) alarmed++;
  }
  return alarmed / RUNS;
}

describe('false alarms', () => {
  it.each([
    [200, 200],
    [2000, 100],
    [1000, 1000],
  ])('are rare in %i against %i rows of the same distribution', (referenceRows, currentRows) => {
    // PSI alone would alarm in about 90 % of the first runs: 35 % a feature.
    expect(alarms(referenceRows + currentRows, referenceRows, currentRows, 0)).toBeLessThanOrEqual(0.1);
  });

  it('do not come at the price of blindness', () => {
    expect(alarms(8, 1000, 500, 0.6)).toBe(1);
  });
});
