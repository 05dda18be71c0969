import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArmCounter, type UnitColumn } from '../../src/experiments/arm-counter.js';

const FROM = '2026-01-01T00:20:00.000Z';

interface Unit {
  readonly at: string;
  readonly value: number | null;
}

function count(units: readonly Unit[], cuts: readonly string[] = [], chunkSize = 3) {
  const counter = new ArmCounter('1.0.0', { from: FROM, cuts }, ['m']);
  for (let start = 0; start < units.length; start += chunkSize) {
    const chunk = units.slice(start, start + chunkSize);
    const column: UnitColumn = {
      values: Float64Array.from(chunk, ({ value }) => value ?? 99),
      isNull: (index) => chunk[index]?.value === null,
    };
    counter.addUnits(
      Float64Array.from(chunk, ({ at }) => Date.parse(at)),
      [column],
    );
  }
  return counter.finish();
}

const at = (time: string, value: number | null = null): Unit => ({ at: `2026-01-01T${time}Z`, value });

describe('the units of an arm', () => {
  it('are counted by the hour, from the beginning of the test and from each cut in the routing', () => {
    const units = [
      '00:20:00',
      '00:59:59.999',
      '01:00:00',
      '01:29:59.999',
      '01:30:00',
      '01:59:00',
      '03:00:00',
    ];
    const cut = '2026-01-01T01:30:00.000Z';
    const { cells } = count(
      units.map((time) => at(time)),
      [FROM, cut],
    );
    expect(cells.map(({ from, units: seen }) => [from.slice(11, 19), seen])).toEqual([
      ['00:20:00', 2],
      ['01:00:00', 2],
      ['01:30:00', 2],
      ['03:00:00', 1],
    ]);
  });

  it('have their values summed where they are known, and a metric without any is missing', () => {
    const { cells } = count([at('01:00:00', 2), at('01:10:00', null), at('01:20:00', -3), at('02:00:00')]);
    expect(cells.map(({ metrics }) => metrics)).toEqual([{ m: { n: 2, sum: -1, sumOfSquares: 13 } }, {}]);
  });

  it('lose values that no sum could bear, and count them', () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, -1e200, 1];
    const { cells, leftOut } = count(values.map((value) => at('01:00:00', value)));
    expect(cells[0]).toMatchObject({ units: 4, metrics: { m: { n: 1, sum: 1, sumOfSquares: 1 } } });
    expect(leftOut.get('m')).toBe(3);
  });

  it('give the same bytes in any order', () => {
    const unit = fc.record({
      at: fc.integer({ min: 1, max: 9 }).map((hour) => `2026-01-01T0${hour}:00:00Z`),
      value: fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, fc.nat())), fc.integer({ min: 1, max: 9 }), (pairs, size) => {
        const shuffled = [...pairs].sort(([, a], [, b]) => a - b).map(([one]) => one);
        const inOrder = count(pairs.map(([one]) => one));
        expect(JSON.stringify(count(shuffled, [], size))).toBe(JSON.stringify(inOrder));
      }),
    );
  });
});
