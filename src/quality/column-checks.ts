import { formatShare } from '../core/share.js';
import { chiSquareTest } from '../stats/chi-square-test.js';
import { outsideRangeTest } from '../stats/outside-range-test.js';
import type { QualityCheck } from './check.js';
import type { ColumnFacts, SideFacts } from './facts.js';

/** A column, and the figures of its current values. */
interface Subject {
  readonly facts: ColumnFacts;
  readonly current: SideFacts;
  readonly maxShare: number;
}

/**
 * Every check that a column is subject to, passed or not.
 * @param maxShare share of rows, beyond what is to be expected, from which there is something to say
 */
export function checkColumn(facts: ColumnFacts, maxShare: number): QualityCheck[] {
  const { current, role, status } = facts;
  // Labels come later, if at all, and often for some of the rows.
  if (role === 'actual' || current === null || current.rows === 0) return [];
  const subject = { facts, current, maxShare };
  // A prediction may be missing because the request failed, which is looked at with the requests.
  const missing = role === 'prediction' ? [] : [checkMissing(subject)];
  if (status === 'type-mismatch') return [...missing, mismatchOf(subject)];
  return [
    ...missing,
    ...checkFinite(subject),
    ...checkNewValues(subject),
    ...checkRange(subject),
    ...checkConstant(subject),
  ];
}

function checkMissing(subject: Subject): QualityCheck {
  const { reference } = subject.facts;
  return compareShares(subject, 'missing', 'missing', reference.nulls, subject.current.nulls);
}

function checkFinite(subject: Subject): QualityCheck[] {
  const { reference } = subject.facts;
  if (!holdsNumbers(subject.facts)) return [];
  const oddIn = ({ nan, infinite }: SideFacts) => nan + infinite;
  return [compareShares(subject, 'not-finite', 'NaN or infinite', oddIn(reference), oddIn(subject.current))];
}

/** Effect and significance: how many rows are so on either side, and the test that their shares are the same. */
function compareShares(
  { facts: { name, reference }, current, maxShare }: Subject,
  kind: QualityCheck['kind'],
  adjective: string,
  before: number,
  now: number,
): QualityCheck {
  const expected = before / reference.rows;
  const observed = now / current.rows;
  return {
    kind,
    column: name,
    observed,
    expected,
    limit: expected + maxShare,
    n: current.rows,
    pValue: chiSquareTest([before, reference.rows - before], [now, current.rows - now]).pValue,
    text: `${formatShare(observed)} ${adjective}, ${formatShare(expected)} in the reference`,
  };
}

function mismatchOf({ facts: { name, reason }, current, maxShare }: Subject): QualityCheck {
  return {
    kind: 'type-mismatch',
    column: name,
    observed: (current.rows - current.nulls) / current.rows,
    expected: 0,
    limit: maxShare,
    n: current.rows,
    pValue: null,
    text: reason ?? '',
  };
}

/** Unseen values that are named. */
const NAMED_VALUES = 3;

function checkNewValues({ facts, current, maxShare }: Subject): QualityCheck[] {
  const { name, kind, newValues, reference } = facts;
  if (kind === 'numeric' || (kind === 'constant' && holdsNumbers(facts))) return [];
  const rows = newValues?.rows ?? 0;
  return [
    {
      kind: 'new-category',
      column: name,
      observed: rows / current.rows,
      expected: 0,
      limit: maxShare,
      n: current.rows,
      pValue: chiSquareTest([0, reference.rows], [rows, current.rows - rows]).pValue,
      text:
        newValues === null
          ? 'no new values'
          : `${formatShare(newValues.share)} are not in the reference${nameValues(newValues.values)}`,
    },
  ];
}

/** `: "a", "b", ...`; nothing where none was looked up. */
function nameValues(values: readonly { readonly value: string }[]): string {
  if (values.length === 0) return '';
  const named = values.slice(0, NAMED_VALUES).map(({ value }) => `"${value}"`);
  return `: ${[...named, ...(values.length > named.length ? ['...'] : [])].join(', ')}`;
}

/** Of n reference values, a share of 2 / (n + 1) of new ones is expected outside their range by chance alone. */
function checkRange({ facts, current, maxShare }: Subject): QualityCheck[] {
  const { name, kind, outsideRange, reference } = facts;
  const values = finiteRows(current);
  const before = finiteRows(reference);
  // Of a segment the reference may have none.
  if (kind !== 'numeric' || values === 0 || before === 0) return [];
  const rows = outsideRange?.rows ?? 0;
  const expected = Math.min(1, 2 / (before + 1));
  return [
    {
      kind: 'out-of-range',
      column: name,
      observed: rows / values,
      expected,
      limit: expected + maxShare,
      n: values,
      pValue: outsideRangeTest(before, values, rows).pValue,
      text: `${formatShare(rows / values)} outside ${shortly(reference.min)} to ${shortly(reference.max)}${describeExtremes(facts, current)}`,
    },
  ];
}

function describeExtremes({ outsideRange }: ColumnFacts, { min, max }: SideFacts): string {
  if (outsideRange === null) return '';
  const { below, above } = outsideRange;
  return `${below > 0 ? `, down to ${shortly(min)}` : ''}${above > 0 ? `, up to ${shortly(max)}` : ''}`;
}

/** Six digits tell where a value lies; sixteen only fill the line. */
function shortly(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(6)));
}

/** A value that all rows share is a finding where the reference often has another: a sensor that is stuck. */
function checkConstant({ facts, current, maxShare }: Subject): QualityCheck[] {
  const { name, kind, measures } = facts;
  if (kind === 'constant' || measures === null) return [];
  const bins = measures.bins.filter((bin) => bin.kind !== 'missing');
  const held = bins.filter((bin) => bin.current > 0);
  const [only] = held;
  if (only === undefined) return [];
  const isOne =
    held.length === 1 && (holdsNumbers(facts) ? current.min === current.max : only.kind === 'value');
  const before = bins.reduce((sum, { reference }) => sum + reference, 0);
  const others = before - only.reference;
  // For numbers the bin holds more than the one value, so that the reference varies at least as much as this says.
  const varied = before > 0 && others / before >= maxShare;
  return [
    {
      kind: 'constant',
      column: name,
      observed: isOne && varied ? 1 : 0,
      expected: before === 0 ? 1 : only.reference / before,
      limit: 1,
      n: current.rows,
      pValue: before === 0 ? 1 : chiSquareTest([only.reference, others], [only.current, 0]).pValue,
      text: isOne
        ? `always ${holdsNumbers(facts) ? current.min : `"${only.label}"`}, the reference varies`
        : 'more than one value',
    },
  ];
}

function holdsNumbers({ reference }: ColumnFacts): boolean {
  return reference.min !== null;
}

function finiteRows({ rows, nulls, nan, infinite }: SideFacts): number {
  return rows - nulls - nan - infinite;
}
