import fc from 'fast-check';
import { expect, it } from 'vitest';
import fixture from '../../fixtures/stats/sample-size.json' with { type: 'json' };
import { sampleSizePerArm, twoProportionPower } from '../../src/stats/sample-size.js';
import { disagreements, rangeError } from './agreement.js';

it('is the smallest size with the power asked for, as scipy has it', () => {
  expect(
    disagreements(fixture.cases, 0, ({ from, to, alpha, power, perArm }) => ({
      perArm: [sampleSizePerArm(from, to, alpha, power), perArm],
    })),
  ).toEqual([]);
});

it('reaches the power that scipy has for that size', () => {
  expect(
    disagreements(fixture.cases, 1e-9, ({ from, to, alpha, perArm, reached }) => ({
      power: [twoProportionPower(from, to, alpha, perArm), reached],
    })),
  ).toEqual([]);
});

it('is the same for failures and in either direction, and grows as the change shrinks', () => {
  const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
  fc.assert(
    fc.property(share, share, (from, to) => {
      fc.pre(from !== to);
      const size = sampleSizePerArm(from, to, 0.05, 0.8);
      expect(sampleSizePerArm(to, from, 0.05, 0.8)).toBe(size);
      // 1 - 0.9 is not 0.1 to the last digit, which may cost a unit.
      expect(Math.abs(sampleSizePerArm(1 - from, 1 - to, 0.05, 0.8) - size)).toBeLessThanOrEqual(1);
      expect(sampleSizePerArm(from, from + (to - from) / 2, 0.05, 0.8)).toBeGreaterThan(size);
    }),
  );
});

it.each([
  ['no change', 0.1, 0.1, 0.05, 0.8, /to: expected another share than 0.1/],
  ['a share above 1', 0.1, 1.1, 0.05, 0.8, /to: expected a number from 0 to 1/],
  ['certainty', 0.1, 0.2, 0.05, 1, /power: expected a number from/],
  ['alpha of 0', 0.1, 0.2, 0, 0.8, /alpha: expected a number from/],
  ['a share that is NaN', Number.NaN, 0.2, 0.05, 0.8, /from: expected a number/],
])('refuses %s', (_, from, to, alpha, power, message) => {
  expect(() => sampleSizePerArm(from, to, alpha, power)).toThrow(rangeError(message));
});
