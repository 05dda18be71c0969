import { formatShare } from '../core/share.js';
import type { QualityCheck } from './check.js';
import type { BoundedFacts, RepeatFacts, RequestFacts } from './facts.js';

/** Every check on requests as a whole, as far as the data tells; chance has no part in any. */
export function checkRequests(facts: RequestFacts, maxShare: number): QualityCheck[] {
  const { rows, probability, latencyMs, predictions, repeats } = facts;
  if (rows === 0) return [];
  return [
    ...checkBounded('probability', 'outside 0 to 1', probability, maxShare),
    ...checkBounded('latency_ms', 'zero or negative', latencyMs, maxShare),
    ...(predictions === null ? [] : [checkPredictions(rows, predictions, maxShare)]),
    ...(repeats === null ? [] : [checkRepeats(rows, repeats, maxShare)]),
  ];
}

function checkBounded(
  column: string,
  complaint: string,
  facts: BoundedFacts | null,
  maxShare: number,
): QualityCheck[] {
  if (facts === null || facts.values === 0) return [];
  const { values, outside, min, max } = facts;
  const text = `${formatShare(outside / values)} ${complaint}: the values go from ${min} to ${max}`;
  return [certain('impossible', column, outside, values, maxShare, text)];
}

/** Of rows without a prediction, those are left out that an error may explain: a request that fails has none. */
function checkPredictions(
  rows: number,
  { missing, errors }: { readonly missing: number; readonly errors: number },
  maxShare: number,
): QualityCheck {
  const unexplained = Math.max(0, missing - errors);
  const text = `${formatShare(unexplained / rows)} of the requests did not fail and have no prediction`;
  return certain('no-prediction', 'prediction', unexplained, rows, maxShare, text);
}

/**
 * That a request comes again is nothing in the log, which keeps the first: a file that grows is ingested again and
 * again. That it then says something else is.
 */
function checkRepeats(rows: number, facts: RepeatFacts, maxShare: number): QualityCheck {
  if (facts.of === 'log') {
    const { conflicting } = facts;
    const text = `${conflicting} requests were sent again with another prediction or instant; the first counts`;
    return certain('conflicting', null, conflicting, rows + conflicting, maxShare, text);
  }
  const { repeated, of } = facts;
  const share = formatShare(repeated / rows);
  if (of === 'request ids') {
    return certain('repeated', null, repeated, rows, maxShare, `${share} of the request ids came before`);
  }
  const expected = expectedRepeats(rows, facts.reference);
  const text = `${share} of the rows repeat an earlier one`;
  const check = certain('repeated', null, repeated, rows, maxShare, text);
  return { ...check, expected, limit: expected + maxShare };
}

/** No count up to this is significantly more than 0 (Poisson, one-sided 5 %). */
const LIKE_NONE = 3;

/**
 * An upper bound of the share of rows that repeat others by themselves: with more rows it rises, and at most as their
 * number does, since the chance of a pair to be alike stays the same.
 */
function expectedRepeats(
  rows: number,
  reference: { readonly rows: number; readonly repeated: number } | null,
): number {
  if (reference === null) return 0;
  const share = Math.max(reference.repeated, LIKE_NONE) / reference.rows;
  return Math.min(1, share * Math.max(1, rows / reference.rows));
}

function certain(
  kind: QualityCheck['kind'],
  column: string | null,
  bad: number,
  n: number,
  maxShare: number,
  text: string,
): QualityCheck {
  return { kind, column, observed: bad / n, expected: 0, limit: maxShare, n, pValue: null, text };
}
