import { expect, it } from 'vitest';
import { allPeriods, periodEnd, periodName } from '../../src/performance/period.js';

const ms = (day: string) => Date.parse(`${day}T00:00:00Z`);

it('names days, weeks by their Monday, and months, and ends them where the next one begins', () => {
  expect(periodName(ms('1997-02-14'), 'day')).toBe('1997-02-14');
  expect(periodName(ms('1997-02-10'), 'week')).toBe('1997-02-10');
  expect(periodName(ms('1997-02-01'), 'month')).toBe('1997-02');
  expect(periodEnd(ms('1997-02-28'), 'day')).toBe('1997-03-01T00:00:00.000Z');
  expect(periodEnd(ms('1997-02-10'), 'week')).toBe('1997-02-17T00:00:00.000Z');
  expect(periodEnd(ms('1997-12-01'), 'month')).toBe('1998-01-01T00:00:00.000Z');
});

it('has the periods without rows in between, in order', () => {
  const starts = allPeriods([ms('1997-04-01'), ms('1997-01-01')], 'month');
  expect(starts.map((start) => periodName(start, 'month'))).toEqual([
    '1997-01',
    '1997-02',
    '1997-03',
    '1997-04',
  ]);
  expect(allPeriods([], 'day')).toEqual([]);
});

it('does not fill two thousand years because of one bad instant', () => {
  expect(allPeriods([ms('1997-01-01'), ms('0001-01-01')], 'day')).toEqual([
    ms('0001-01-01'),
    ms('1997-01-01'),
  ]);
});
