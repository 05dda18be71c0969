/** What a column of data holds. `empty`: no value at all, which goes with anything. */
export type ValueKind = 'integer' | 'number' | 'text' | 'boolean' | 'timestamp' | 'empty' | 'other';

/** The same in a person's words. Whole numbers and others are all numbers: a column may lose its fractions by chance. */
export const CONTENT_OF = {
  integer: 'numbers',
  number: 'numbers',
  text: 'text',
  boolean: 'true or false',
  timestamp: 'timestamps',
  empty: 'nothing',
  other: 'nested data',
} as const satisfies Record<ValueKind, string>;
