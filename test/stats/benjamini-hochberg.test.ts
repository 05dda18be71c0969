import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/benjamini-hochberg.json' with { type: 'json' };
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.js';
import { disagreements } from './agreement.js';

it('agrees with scipy', () => {
  const pairs = fixture.cases.flatMap(({ pValues, adjusted }) => {
    const computed = benjaminiHochberg(pValues);
    expect(computed).toHaveLength(adjusted.length);
    return adjusted.map((expected, i) => ({ pValues, i, expected, computed: computed[i] ?? Number.NaN }));
  });
  expect(
    disagreements(pairs, 1e-12, ({ expected, computed }) => ({ adjusted: [computed, expected] })),
  ).toEqual([]);
});

it('never lowers a p-value, keeps their order, and leaves a frozen input as it was', () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(
      pValues.map((values) => Object.freeze(values)),
      (values) => {
        const adjusted = benjaminiHochberg(values);
        const pairs = values
          .map((p, i) => ({ p, q: adjusted[i] ?? NaN }))
          .sort((a, b) => a.p - b.p || a.q - b.q);
        for (const [i, { p, q }] of pairs.entries()) {
          expect(q).toBeGreaterThanOrEqual(p);
          expect(q).toBeLessThanOrEqual(1);
          expect(q).toBeGreaterThanOrEqual(pairs[i - 1]?.q ?? 0);
        }
      },
    ),
  );
});

it('has nothing to adjust when there is nothing', () => {
  expect(benjaminiHochberg([])).toEqual([]);
});

it.each([[-0.1], [1.1], [Number.NaN]])('refuses a p-value of %d', (p) => {
  expect(() => benjaminiHochberg([0.5, p])).toThrow(/pValues\[1\]: expected a number from 0 to 1/);
});
