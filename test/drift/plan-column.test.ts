import { describe, expect, it } from 'vitest';
import { planCategoryColumn, planNumberColumn } from '../../src/drift/plan-column.js';
import type { ValueKind } from '../../src/drift/value-kind.js';

const candidate = (kind: ValueKind, name = 'c') => ({ name, role: 'feature', kind, declared: null }) as const;
const range = (count: number, step = 1) => Array.from({ length: count }, (_, i) => i * step);
const repeated = (values: readonly number[], times: number) =>
  values.flatMap((value) => new Array<number>(times).fill(value));

function kindOf(kind: ValueKind, sorted: readonly number[], name?: string) {
  const plan = planNumberColumn(candidate(kind, name), sorted);
  return 'reason' in plan ? plan.reason : plan.kind;
}

describe('a column of numbers', () => {
  it.each([
    ['many distinct values', 'number', range(100, 0.5), 'numeric'],
    ['up to 20 distinct values', 'integer', repeated(range(20), 5), 'discrete'],
    ['21 distinct values', 'integer', repeated(range(21), 5), 'numeric'],
    ['few distinct values only because there are few rows', 'number', range(12, 0.1), 'numeric'],
    ['one value', 'number', repeated([5], 30), 'constant'],
    ['one value and its rounding errors', 'number', [5, 5 + 1e-12, 5 + 2e-12], 'constant'],
    ['instants within an hour, in seconds', 'number', range(100).map((i) => 1.7e9 + i * 36.5), 'numeric'],
    ['no finite value', 'number', [], 'no finite number in it'],
  ] as const)('%s: %s', (_, kind, sorted, expected) => {
    expect(kindOf(kind, sorted)).toBe(expected);
  });

  it('is an identifier when each row has a whole number of its own, running or by name', () => {
    const identifier = 'an identifier: another number in each row';
    expect(kindOf('integer', range(1000))).toBe(identifier);
    expect(kindOf('integer', range(1000, 977), 'customer_id')).toBe(identifier);
    expect(kindOf('integer', range(1000, 977), 'customerId')).toBe(identifier);
    expect(kindOf('integer', range(1000, 2 ** 53))).toBe(identifier);
    // An income: distinct by chance, with wide gaps; and a count that repeats.
    expect(kindOf('integer', range(1000, 977), 'income')).toBe('numeric');
    expect(kindOf('integer', [...range(1000), 999], 'visits')).toBe('numeric');
    expect(kindOf('number', range(1000, 0.001), 'share_paid')).toBe('numeric');
  });

  it('is what a person says', () => {
    const plan = planNumberColumn(
      { ...candidate('integer', 'customer_id'), declared: 'numeric' },
      range(1000),
    );
    expect(plan).toMatchObject({ kind: 'numeric' });
  });
});

describe('a column of categories', () => {
  const frequent = (rows: number, distinct: number) => ({
    rows,
    distinct,
    values: range(Math.min(distinct, 1000)).map((i) => ({ value: `v${i}`, rows: 1 })),
  });
  const planOf = (kind: ValueKind, rows: number, distinct: number) => {
    const plan = planCategoryColumn(candidate(kind), frequent(rows, distinct));
    return 'reason' in plan ? plan.reason : plan;
  };

  it('is a constant, a boolean or categorical', () => {
    expect(planOf('text', 100, 1)).toMatchObject({ kind: 'constant', complete: true });
    expect(planOf('boolean', 100, 2)).toMatchObject({ kind: 'boolean' });
    expect(planOf('text', 100, 20)).toMatchObject({ kind: 'categorical', complete: true });
  });

  it('is free text or an identifier when most rows have a text of their own', () => {
    expect(planOf('text', 100, 60)).toBe('an identifier or free text: 60 different values in 100 rows');
    expect(planOf('text', 10, 10)).toMatchObject({ kind: 'categorical' });
    expect(
      planCategoryColumn({ ...candidate('text'), declared: 'categorical' }, frequent(100, 60)),
    ).toMatchObject({
      kind: 'categorical',
    });
  });

  it('keeps a thousand categories by name', () => {
    expect(planOf('text', 10_000, 1500)).toMatchObject({ complete: false, categories: { length: 1000 } });
  });

  it('is not scored without values, or when it holds anything else', () => {
    expect(planOf('empty', 0, 0)).toBe('no value in it');
    expect(planOf('timestamp', 100, 100)).toBe('holds timestamps');
    expect(planOf('other', 100, 100)).toBe('holds nested data');
  });
});
