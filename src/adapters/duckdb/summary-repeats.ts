import { RepeatCounter } from '../../drift/count-repeats.js';
import type { ColumnRequest } from '../../drift/ports.js';
import { quoteName } from './session.js';
import type { ColumnCounter } from './summary-counter.js';

export function countRepeats({ name, columns }: Extract<ColumnRequest, { type: 'repeats' }>): ColumnCounter {
  const counter = new RepeatCounter();
  const quoted = columns.map(quoteName);
  const isThere = quoted.map((column) => `${column} IS NOT NULL`).join(' OR ');
  return {
    name,
    // The upper 53 of its 64 bits: as many as a DOUBLE tells apart.
    expression: `CASE WHEN ${isThere} THEN (hash(${quoted.join(', ')}) >> 11)::DOUBLE END`,
    add: ({ values, isNull }) => counter.add(values, isNull),
    finish: () => ({ summary: counter.summary(), unlistedRows: 0 }),
    unlistedText: 'NULL',
  };
}
