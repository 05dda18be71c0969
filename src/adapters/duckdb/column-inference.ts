import type { Column } from '../../predictions/column-kind.js';
import { type DuckDbSession, quoteName } from './session.js';

/**
 * A column of a text file. `readAs` is what a reader may parse the text as without changing a value: DuckDB rounds
 * `0.6` to `1` where a column is declared BIGINT, silently, so whole numbers are read as DOUBLE, which holds them
 * exactly up to 2^53, or as text beyond.
 */
export interface TextColumn extends Column {
  readonly readAs: 'DOUBLE' | 'BOOLEAN' | 'VARCHAR';
}

/** `number` is a DOUBLE whatever the values; `numeric` leaves it to them whether all are whole. */
export type DeclaredKind = 'number' | 'numeric' | 'text';

export interface DescribeOptions {
  /** What is known of columns beforehand: from a baseline, or because a role asks for it. */
  readonly declare?: (names: readonly string[]) => Readonly<Record<string, DeclaredKind>>;
  /**
   * What a column is taken for that holds numbers mostly: `numeric` with bad values, for a reader that can set their
   * rows aside, or `text` (the default).
   */
  readonly mixed?: 'numeric' | 'text';
}

interface Inference {
  readonly declared: Readonly<Record<string, DeclaredKind>>;
  readonly mixed: 'numeric' | 'text';
  /** Look at every row from the start. */
  readonly wholeFile?: boolean;
}

const SAMPLE_ROWS = 10_240;
/** The largest whole number that a DOUBLE tells from its neighbours. */
export const MAX_EXACT = Number.MAX_SAFE_INTEGER;

/** The whole number that a text spells, null where it spells none: a cast alone would round. */
export function wholeNumber(field: string, sqlType: string): string {
  return `CASE WHEN regexp_full_match(${field}, '[+-]?\\d+') THEN TRY_CAST(${field} AS ${sqlType}) END`;
}

/**
 * Finds out what each column of a text file holds, from its first 10,240 rows; a column without a value there is
 * looked at in the whole file.
 * @param scan FROM-able SQL whose columns are all VARCHAR
 */
export async function inferColumns(
  session: DuckDbSession,
  scan: string,
  names: readonly string[],
  inference: Inference,
): Promise<TextColumn[]> {
  const declaredKind = (name: string) =>
    Object.hasOwn(inference.declared, name) ? inference.declared[name] : undefined;
  const open = names.filter((name) => (declaredKind(name) ?? 'numeric') === 'numeric');
  const sample = inference.wholeFile ? scan : `(SELECT * FROM ${scan} LIMIT ${SAMPLE_ROWS})`;
  const sampled = await countValues(session, sample, open);
  const empty = open.filter((name) => sampled.get(name)?.values === 0);
  const searched = await countValues(session, scan, empty);
  return names.map((name) => {
    const declared = declaredKind(name);
    const counts = searched.get(name) ?? sampled.get(name);
    if (counts === undefined) return declared === 'number' ? number(name) : text(name);
    return judge(name, counts, declared === 'numeric' ? 'always numeric' : inference.mixed);
  });
}

/** What says of most columns what they are. */
interface Basics {
  readonly values: number;
  readonly numbers: number;
  /** Numbers with a decimal point. */
  readonly fractions: number;
}

interface WholeCounts {
  readonly whole: number;
  /** Rounded, so they only mean something where all numbers are whole; null without any number. */
  readonly smallest: bigint | null;
  readonly largest: bigint | null;
  /** Numbers of up to 128 bits. */
  readonly bounded: number;
}

interface WordCounts {
  readonly booleans: number;
  readonly dates: number;
}

type ValueCounts = Basics & WholeCounts & WordCounts;

const NOT_WHOLE: WholeCounts = { whole: 0, smallest: null, largest: null, bounded: 0 };
const NO_WORDS: WordCounts = { booleans: 0, dates: 0 };

/** Looks closer only where the cheap counts leave a question: casts and patterns cost more than reading the text. */
async function countValues(
  session: DuckDbSession,
  relation: string,
  names: readonly string[],
): Promise<Map<string, ValueCounts>> {
  const basics = await countColumns<Basics>(session, relation, names, basicsOf);
  const ask = (isOpen: (counts: Basics) => boolean) =>
    names.filter((name) => {
      const counts = basics.get(name);
      return counts !== undefined && isOpen(counts);
    });
  const whole = await countColumns<WholeCounts>(
    session,
    relation,
    ask(({ numbers, fractions }) => numbers > 0 && fractions === 0),
    wholeOf,
  );
  const words = await countColumns<WordCounts>(
    session,
    relation,
    ask(({ values, numbers }) => numbers < values),
    wordsOf,
  );
  return new Map(
    [...basics].map(([name, counts]) => [
      name,
      { ...counts, ...(whole.get(name) ?? NOT_WHOLE), ...(words.get(name) ?? NO_WORDS) },
    ]),
  );
}

/** The counts of 300 columns in one query would take gigabytes. */
const COLUMNS_AT_ONCE = 32;

async function countColumns<T>(
  session: DuckDbSession,
  relation: string,
  names: readonly string[],
  countsOf: (column: string) => string,
): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (let start = 0; start < names.length; start += COLUMNS_AT_ONCE) {
    const group = names.slice(start, start + COLUMNS_AT_ONCE);
    const counts = group.map((name, index) => `${countsOf(quoteName(name))} AS c${index}`);
    const row = await session.row(`SELECT ${counts.join(', ')} FROM ${relation}`);
    for (const [index, name] of group.entries()) found.set(name, row[`c${index}`] as unknown as T);
  }
  return found;
}

function basicsOf(column: string): string {
  const number = `TRY_CAST(${column} AS DOUBLE)`;
  return `{
    values: count(${column})::DOUBLE,
    numbers: count(${number})::DOUBLE,
    fractions: (count(${number}) FILTER (WHERE contains(${column}, '.')))::DOUBLE
  }`;
}

function wholeOf(column: string): string {
  const whole = `TRY_CAST(${column} AS HUGEINT)`;
  return `{
    whole: (count(*) FILTER (WHERE regexp_full_match(${column}, '[+-]?\\d+')))::DOUBLE,
    smallest: min(${whole}),
    largest: max(${whole}),
    bounded: count(${whole})::DOUBLE
  }`;
}

function wordsOf(column: string): string {
  return `{
    booleans: (count(*) FILTER (WHERE lower(${column}) IN ('true', 'false')))::DOUBLE,
    dates: (count(*) FILTER (WHERE ${column} LIKE '____-__-__%'))::DOUBLE
  }`;
}

function judge(name: string, counts: ValueCounts, mixed: Inference['mixed'] | 'always numeric'): TextColumn {
  const { values, numbers } = counts;
  if (values === 0) return { ...text(name), kind: 'empty' };
  if (mixed !== 'always numeric') {
    if (counts.booleans === values) return { name, sqlType: 'BOOLEAN', kind: 'boolean', readAs: 'BOOLEAN' };
    if (counts.dates === values) return { ...text(name), kind: 'timestamp' };
    const enough = mixed === 'numeric' ? numbers > values / 2 : numbers === values;
    if (!enough) return text(name);
  }
  return numbers > 0 && counts.whole === numbers ? integer(name, counts) : number(name);
}

/** The narrowest type that holds all of them exactly; text where none does. */
function integer(name: string, { whole, bounded, smallest, largest }: ValueCounts): TextColumn {
  if (smallest === null || largest === null || bounded < whole) return text(name);
  if (smallest >= -MAX_EXACT && largest <= MAX_EXACT) {
    return { name, sqlType: 'BIGINT', kind: 'integer', readAs: 'DOUBLE' };
  }
  if (smallest >= -(2n ** 63n) && largest < 2n ** 63n) {
    return { name, sqlType: 'BIGINT', kind: 'integer', readAs: 'VARCHAR' };
  }
  if (smallest >= 0n && largest < 2n ** 64n) {
    return { name, sqlType: 'UBIGINT', kind: 'integer', readAs: 'VARCHAR' };
  }
  return text(name);
}

function number(name: string): TextColumn {
  return { name, sqlType: 'DOUBLE', kind: 'number', readAs: 'DOUBLE' };
}

function text(name: string): TextColumn {
  return { name, sqlType: 'VARCHAR', kind: 'text', readAs: 'VARCHAR' };
}
