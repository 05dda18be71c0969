import { expect, it } from 'vitest';
import { trendsOf } from '../../src/checks/trend.js';
import { exampleCheck, exampleValue } from './example-check.js';

const scored = (number: number, value: number | null, changes = {}) =>
  exampleCheck(number, { values: [exampleValue(null, value), exampleValue('age', 9)], ...changes });

it('follows each figure of the whole over the checks of a kind and version, the oldest first', () => {
  const accuracy = { ...exampleValue(null, 0.8), name: 'accuracy' };
  expect(
    trendsOf([
      scored(1, 0.2),
      scored(2, 0.5, { version: '1.1.0' }),
      scored(3, null),
      exampleCheck(4, { kind: 'performance', values: [accuracy] }),
      scored(5, 0.1),
    ]),
  ).toEqual([
    { kind: 'drift', version: '1.0.0', name: 'score', values: [0.2, null, 0.1], lowest: 0.1, highest: 0.2 },
    { kind: 'drift', version: '1.1.0', name: 'score', values: [0.5], lowest: 0.5, highest: 0.5 },
    { kind: 'performance', version: '1.0.0', name: 'accuracy', values: [0.8], lowest: 0.8, highest: 0.8 },
  ]);
});

it('has no range where nothing could be told', () => {
  expect(trendsOf([scored(1, null)])).toMatchObject([{ values: [null], lowest: null, highest: null }]);
  expect(trendsOf([])).toEqual([]);
});
