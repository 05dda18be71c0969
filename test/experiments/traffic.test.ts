import { describe, expect, it } from 'vitest';
import { checkTraffic } from '../../src/experiments/traffic.js';

const HALVES = [
  { version: 'a', weight: 0.5 },
  { version: 'b', weight: 0.5 },
];
const HOUR: readonly [string, string, string] = [
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T01:00:00.000Z',
  '2026-01-01T02:00:00.000Z',
];

const CANARY = {
  arms: [
    { version: 'a', weight: 0 },
    { version: 'b', weight: 1 },
  ],
  phases: [
    { from: HOUR[0], percent: 10, reason: '' },
    { from: HOUR[1], percent: 50, reason: '' },
  ],
};

function served(units: Record<string, number>, from: string = HOUR[0]) {
  return Object.entries(units).map(([version, count]) => ({ version, from, units: count, metrics: {} }));
}

function check(
  cells: ReturnType<typeof served>,
  test = { arms: HALVES, phases: [{ from: HOUR[0], percent: 100, reason: '' }] },
  crossed = 0,
) {
  const units = cells.reduce((sum, cell) => sum + cell.units, 0);
  return checkTraffic(test, { cells, units, unitsInSeveralArms: crossed, lastAt: null, leftOut: {} });
}

describe('the traffic of a test', () => {
  it('has the published p-value of a sample ratio mismatch', () => {
    const { phases, blockedBy } = check(served({ a: 821_588, b: 815_482 }));
    expect(phases[0]?.pValue).toBeCloseTo(1.82e-6, 8);
    expect(blockedBy).toEqual([
      'sample ratio mismatch: a served 821588 units, 50.19 % where 50 % were planned; b served 815482 units, 49.81 % where 50 % were planned',
    ]);
  });

  it('is no mismatch by a hair, however significant', () => {
    // 0.05 points off on 100 million units: p is far below 0.001.
    const { phases, blockedBy } = check(served({ a: 50_050_000, b: 49_950_000 }));
    expect(phases[0]?.pValue).toBeLessThan(1e-9);
    expect(blockedBy).toEqual([]);
  });

  it('is no mismatch on few units', () => {
    expect(check(served({ a: 8, b: 3 })).blockedBy).toEqual([]);
  });

  it('is blocked by any unit in an arm that is to get none', () => {
    const arms = [
      { version: 'a', weight: 1 },
      { version: 'b', weight: 0 },
    ];
    const { blockedBy } = check(served({ a: 100_000, b: 1 }), {
      arms,
      phases: [{ from: HOUR[0], percent: 100, reason: '' }],
    });
    expect(blockedBy).toEqual([expect.stringContaining('b served 1 units, 0.001 % where 0 % were planned')]);
  });

  it('is blocked when more than 1 % of the units were in several arms', () => {
    expect(check(served({ a: 500, b: 500 }), undefined, 10).blockedBy).toEqual([]);
    expect(check(served({ a: 500, b: 500 }), undefined, 11).blockedBy).toHaveLength(1);
  });

  it('compares each phase of a canary with its own shares', () => {
    const asPlanned = [...served({ a: 9000, b: 1000 }), ...served({ a: 5000, b: 5000 }, HOUR[1])];
    expect(check(asPlanned, CANARY).blockedBy).toEqual([]);
    // The same totals, split the other way round.
    const swapped = [...served({ a: 5000, b: 5000 }), ...served({ a: 9000, b: 1000 }, HOUR[1])];
    expect(check(swapped, CANARY).blockedBy).toHaveLength(1);
  });

  it('takes a few units that go on as before after a step, and no more of them', () => {
    const arms = [
      { version: 'a', weight: 0 },
      { version: 'b', weight: 1 },
    ];
    const phases = [
      { from: HOUR[0], percent: 50, reason: '' },
      { from: HOUR[1], percent: 100, reason: '' },
    ];
    const late = (units: number) => check(served({ a: units, b: 1000 }, HOUR[1]), { arms, phases }).blockedBy;
    expect(late(10)).toEqual([]);
    expect(late(11)).toHaveLength(1);
  });

  it('is not blocked by what was wrong in a phase that is over', () => {
    const cells = [...served({ a: 1000, b: 9000 }), ...served({ a: 5000, b: 5000 }, HOUR[1])];
    expect(check(cells, CANARY).blockedBy).toEqual([]);
  });

  it('says nothing of no traffic', () => {
    expect(check([])).toMatchObject({ blockedBy: [], phases: [{ pValue: null }] });
  });
});
