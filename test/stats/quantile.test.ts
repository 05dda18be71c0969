import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/quantile.json' with { type: 'json' };
import { quantileSorted } from '../../src/stats/quantile.js';
import { disagreements, rangeError } from './agreement.js';

it('agrees with numpy, on plain and typed arrays alike', () => {
  expect(
    disagreements(fixture.cases, 1e-14, ({ sorted, p, quantile }) => ({
      plain: [quantileSorted(sorted, p), quantile],
      typed: [quantileSorted(Float64Array.from(sorted), p), quantile],
    })),
  ).toEqual([]);
});

it('gives a heavy atom back exactly, so that it can be a bin edge', () => {
  const sorted = [0.1, ...Array.from({ length: 50 }, () => 0.3), 0.7];
  for (const p of [0.1, 0.123, 0.5, 0.77, 0.9]) expect(quantileSorted(sorted, p)).toBe(0.3);
});

it.each([
  ['an empty sample', [], 0.5, /expected at least one value/],
  ['p above 1', [1, 2], 1.1, /p: expected a number from 0 to 1, got 1.1/],
  ['p that is NaN', [1, 2], Number.NaN, /p: expected a number from 0 to 1, got NaN/],
  ['NaN where it looks', [1, Number.NaN], 0.5, /expected finite numbers/],
])('refuses %s', (_, sorted, p, message) => {
  expect(() => quantileSorted(sorted, p)).toThrow(rangeError(message));
});
