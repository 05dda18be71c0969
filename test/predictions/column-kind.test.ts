import { describe, expect, it } from 'vitest';
import { type Column, mergeColumns } from '../../src/predictions/column-kind.js';

const whole: Column = { name: 'x', sqlType: 'BIGINT', kind: 'integer' };
const number: Column = { name: 'x', sqlType: 'DOUBLE', kind: 'number' };
const text: Column = { name: 'x', sqlType: 'VARCHAR', kind: 'text' };
const empty: Column = { name: 'x', sqlType: 'VARCHAR', kind: 'empty' };

function merge(...columns: Column[]) {
  const { columns: merged, conflicts } = mergeColumns(columns.map((column) => [column]));
  return { column: merged[0], conflicts };
}

describe('merging columns of several files', () => {
  it('lists them by name in order of their first appearance', () => {
    const other: Column = { ...text, name: 'other' };
    expect(mergeColumns([[whole], [other, whole]]).columns).toEqual([whole, other]);
  });

  it('reads whole and fractional numbers as numbers, in either order', () => {
    expect(merge(whole, number)).toEqual({ column: number, conflicts: [] });
    expect(merge(number, whole)).toEqual({ column: number, conflicts: [] });
  });

  it('keeps 64-bit numbers of both signs exact', () => {
    expect(merge(whole, { ...whole, sqlType: 'UBIGINT' }).column).toEqual({ ...whole, sqlType: 'HUGEINT' });
  });

  it('lets a column without any value agree with everything', () => {
    expect(merge(empty, number)).toEqual({ column: number, conflicts: [] });
    expect(merge(number, empty)).toEqual({ column: number, conflicts: [] });
    expect(merge(empty, empty).column).toEqual(empty);
  });

  it('widens what does not agree to text, and says so', () => {
    expect(merge(number, text)).toEqual({ column: text, conflicts: ['x'] });
    expect(merge(number, text, number)).toEqual({ column: text, conflicts: ['x'] });
    expect(merge({ ...number, kind: 'boolean', sqlType: 'BOOLEAN' }, whole).conflicts).toEqual(['x']);
  });

  it('sees no conflict in instants of different types', () => {
    const instant: Column = { name: 'x', sqlType: 'TIMESTAMP', kind: 'timestamp' };
    expect(merge(instant, { ...instant, sqlType: 'DATE' })).toEqual({
      column: { ...instant, sqlType: 'VARCHAR' },
      conflicts: [],
    });
  });
});
