import { describe, expect, it } from 'vitest';
import { type ColumnValues, inferPositiveClass, inferTask } from '../../src/performance/task.js';

const numbers = (...values: number[]): ColumnValues => ({
  holds: 'numbers',
  fractional: values.some((value) => !Number.isInteger(value)),
  values: values.map(String),
});
const words = (...values: string[]): ColumnValues => ({ holds: 'classes', fractional: false, values });
const upTo = (last: number) => Array.from({ length: last + 1 }, (_, value) => value);

describe('the task of a model', () => {
  it.each([
    ['words', null, [words('UP', 'DOWN')], 'classification'],
    ['0 and 1', null, [numbers(0, 1), numbers(0, 1)], 'classification'],
    ['numbers with fractions', null, [numbers(0.5, 1)], 'regression'],
    ['many whole numbers', null, [numbers(...upTo(21))], 'regression'],
    ['digits of a classifier', 'digit-classifier', [numbers(...upTo(9))], 'classification'],
    ['ratings of a regression', 'Regression', [numbers(1, 2, 3, 4, 5)], 'regression'],
    [
      'whole numbers beyond counting',
      null,
      [{ holds: 'numbers', fractional: false, values: null }],
      'regression',
    ],
  ] as const)('is told from %s', (_, type, columns, task) => {
    expect(inferTask(type, columns)?.value).toBe(task);
  });

  it('is not told of a few whole numbers, which may be classes or quantities', () => {
    expect(inferTask('unspecified', [numbers(1, 2, 3), numbers(1, 2)])).toBeNull();
  });
});

describe('the positive class', () => {
  const half = (prediction: string, rows: number, atLeastHalf: number) => ({ prediction, rows, atLeastHalf });

  it.each([
    ['1 of 0 and 1', ['0', '1'], '1'],
    ['True of True and False', ['False', 'True'], 'True'],
    ['1 where only that occurs', ['1'], '1'],
  ])('is %s', (_, classes, positive) => {
    expect(inferPositiveClass(classes, [])?.value).toBe(positive);
  });

  it('is the one whose predictions go with a probability of 0.5 or more, over all the data', () => {
    const halves = [half('UP', 10, 9), half('DOWN', 10, 0), half('UP', 100, 95), half('DOWN', 90, 1)];
    expect(inferPositiveClass(['DOWN', 'UP'], halves)?.value).toBe('UP');
  });

  it.each([
    ['probabilities are of whatever was predicted', [half('UP', 9, 9), half('DOWN', 9, 9)]],
    ['there are none', []],
    ['only one class was predicted', [half('UP', 9, 9)]],
  ])('is not told where %s', (_, halves) => {
    expect(inferPositiveClass(['DOWN', 'UP'], halves)).toBeNull();
  });
});
