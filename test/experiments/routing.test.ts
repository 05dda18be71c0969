import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/adapters/sha256.js';
import { bucketByFnv } from '../../src/experiments/fnv.js';
import {
  assertSoundArms,
  bucketOf,
  planRouting,
  type RoutingPlan,
  routeUnit,
  sharesOf,
} from '../../src/experiments/routing.js';
import { expectGovError } from '../expect-error.js';

interface BucketCase {
  readonly salt: string;
  readonly id: string;
  readonly sha256: number;
  readonly 'growthbook-v2': number;
}

const { cases } = JSON.parse(readFileSync('fixtures/stats/routing-buckets.json', 'utf8')) as {
  cases: BucketCase[];
};

describe('the bucket of a unit', () => {
  it("is what GrowthBook's own test cases say for its hash", () => {
    expect(bucketByFnv('seed', 'a')).toBe(0.0505);
    expect(bucketByFnv('foo', 'ab')).toBe(0.2575);
  });

  it.each(['sha256', 'growthbook-v2'] as const)('is what Python computes for %s, to the last bit', (hash) => {
    expect(cases.length).toBeGreaterThan(50);
    for (const { salt, id, ...expected } of cases) {
      expect(bucketOf({ hash, salt }, id, sha256), `${salt} ${id}`).toBe(expected[hash]);
    }
  });

  it('is refused for a hash that is not known', () => {
    const plan = { hash: 'md5', salt: 's' } as unknown as RoutingPlan;
    expect(expectGovError(() => bucketOf(plan, 'a', sha256)).message).toMatch(/unknown hash: md5/);
  });

  it('differs between spellings that look the same', () => {
    const plan = { hash: 'sha256', salt: 's' } as const;
    expect(bucketOf(plan, 'é', sha256)).not.toBe(bucketOf(plan, 'e\u0301', sha256));
  });

  it('is taken from digits at both ends of 53 bits', () => {
    const bucket = (hex: string) => bucketOf({ hash: 'sha256', salt: '' }, '', () => hex.padEnd(64, 'f'));
    expect(bucket('00000000000000')).toBe(0);
    expect(bucket('00000000000008')).toBe(2 ** -53);
    expect(bucket('80000000000000')).toBe(0.5);
    expect(bucket('ffffffffffffff')).toBe(1 - 2 ** -53);
  });
});

const CONTROL = 'control';

/** Arms whose weights sum to 1, the control first. */
const arms = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 5 })
  .filter((parts) => parts.some((part) => part > 0))
  .map((parts) => {
    const sum = parts.reduce((total, part) => total + part, 0);
    return parts.map((part, index) => ({
      version: index === 0 ? CONTROL : `candidate-${index}`,
      weight: part / sum,
    }));
  });
const share = fc.double({ min: 0, max: 1, noNaN: true });

function planOf(weights: readonly { version: string; weight: number }[], coverage: number): RoutingPlan {
  return planRouting(weights, { hash: 'sha256', salt: 's', coverage });
}

/** Routes a bucket itself. */
function versionAt(plan: RoutingPlan, bucket: number): string | undefined {
  return plan.ranges.find(({ from, to }) => bucket >= from && bucket < to)?.version;
}

describe('a routing plan', () => {
  it('gives a unit on a border to the range that begins there', () => {
    const plan = planOf(
      [
        { version: CONTROL, weight: 0.75 },
        { version: 'b', weight: 0.25 },
      ],
      1,
    );
    expect(plan.ranges).toEqual([
      { version: 'b', from: 0, to: 0.25 },
      { version: CONTROL, from: 0.25, to: 1 },
    ]);
    const routed = (hex: string) => routeUnit(plan, 'id', () => hex.padEnd(64, '0'));
    expect(routed('3fffffffffffff')).toBe('b');
    expect(routed('40000000000000')).toBe(CONTROL);
  });

  it('covers 0..1 without gap or overlap, whatever the weights and the coverage', () => {
    fc.assert(
      fc.property(arms, share, (weights, coverage) => {
        const { ranges } = planOf(weights, coverage);
        expect(ranges.at(0)?.from).toBe(0);
        expect(ranges.at(-1)?.to).toBe(1);
        for (const [index, range] of ranges.entries()) {
          expect(range.to).toBeGreaterThan(range.from);
          if (index > 0) expect(range.from).toBe(ranges[index - 1]?.to);
        }
      }),
    );
  });

  it('gives each arm its share, the control what the others do not have yet', () => {
    fc.assert(
      fc.property(arms, share, (weights, coverage) => {
        const shares = sharesOf(planOf(weights, coverage));
        for (const { version, weight } of weights.slice(1)) {
          expect(shares.get(version) ?? 0).toBeCloseTo(weight * coverage, 8);
        }
      }),
    );
  });

  it('only adds units to candidates when their coverage grows, and moves none between them', () => {
    fc.assert(
      fc.property(arms, share, share, share, (weights, one, other, bucket) => {
        const before = versionAt(planOf(weights, Math.min(one, other)), bucket % 1);
        const after = versionAt(planOf(weights, Math.max(one, other)), bucket % 1);
        expect([before, after]).not.toContain(undefined);
        if (before !== CONTROL) expect(after).toBe(before);
      }),
      { numRuns: 2000 },
    );
  });

  it('splits many units as it says', () => {
    const plan = planOf(
      [
        { version: CONTROL, weight: 0.9 },
        { version: 'b', weight: 0.1 },
      ],
      1,
    );
    const ids = Array.from({ length: 20_000 }, (_, index) => `unit-${index}`);
    const routed = ids.filter((id) => routeUnit(plan, id, sha256) === 'b').length;
    // 2,000 expected, with a standard deviation of 42.
    expect(Math.abs(routed - 2000)).toBeLessThan(200);
  });
});

describe('arms', () => {
  const armsOf = (weights: readonly number[]) =>
    weights.map((weight, index) => ({ version: `1.${index}.0`, weight }));

  it.each([
    ['weights above 1 together', [0.6, 0.5], /sum to 1\.1, not 1/],
    ['weights below 1 together', [0.5, 0.4], /sum to 0\.9, not 1/],
    ['a weight below 0', [1.5, -0.5], /from 0 to 1/],
    ['a weight that is no number', [Number.NaN, 1], /from 0 to 1/],
    ['one arm', [1], /two arms/],
  ])('are refused for %s', (_name, weights, message) => {
    const error = expectGovError(() => assertSoundArms(armsOf(weights)));
    expect(error).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) });
  });

  it('are refused for a version that is named twice', () => {
    const twice = { version: '1.0.0', weight: 0.5 };
    expect(expectGovError(() => assertSoundArms([twice, twice])).message).toBe(
      'version 1.0.0 is in two arms',
    );
  });

  it('are taken for decimals that do not quite sum to 1 in binary', () => {
    const weights = new Array<number>(10).fill(0.1);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).not.toBe(1);
    expect(() => assertSoundArms(armsOf(weights))).not.toThrow();
  });
});
