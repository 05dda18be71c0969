import { notEvaluable, roundDown } from './finding.js';
import type { Gate, GateOutcome } from './gate.js';
import { millisecondsOf } from './subject.js';

const DAY_MS = 86_400_000;

/** Denies a version whose last drift check failed. */
export const drift: Gate = {
  name: 'drift',
  summary: 'a drift check of recent requests of the whole version that did not fail',
  outcomes: {
    pass: 'the last recorded one passed, and its window ended maxDriftCheckAgeDays ago at most',
    warn: 'it warned',
    deny: 'it failed',
    'not-evaluable':
      'there is none, it is older, later than now, could not tell, or was made with other settings than the configured ones',
  },
  settings: ['maxDriftCheckAgeDays'],
  evaluate: ({ maxDriftCheckAgeDays: days }, { now, evidence: { driftCheck } }) => {
    if (days === null) return [];
    const limit = `not failed, ${days} days old at most`;
    const unknown = (source: string, message: string) => [notEvaluable(limit, source, message)];
    if ('missing' in driftCheck)
      return unknown('recorded checks', `no drift check to go by: ${driftCheck.missing}`);
    const { value, source } = driftCheck;
    const ageDays = (millisecondsOf(now) - millisecondsOf(value.at)) / DAY_MS;
    if (!Number.isFinite(ageDays)) return unknown(source, 'it is not known how old the last drift check is');
    if (ageDays < 0)
      return unknown(
        source,
        `the last drift check looked at requests up to ${value.at}, which is yet to come`,
      );
    const age = `${roundDown(ageDays)} days old`;
    const observed = `${value.verdict}, ${age}`;
    const common = { subject: null, observed, limit, source };
    if (ageDays > days) {
      const message = `the requests of the last drift check are ${age}, more than ${days}; dharma-gov drift-check makes a new one`;
      return [{ ...common, outcome: 'not-evaluable', message }];
    }
    const message = `the last drift check, of requests ${age}, ${SAYS[value.verdict]}: ${value.summary}`;
    return [{ ...common, outcome: OUTCOMES[value.verdict], message }];
  },
};

const OUTCOMES = {
  pass: 'pass',
  warn: 'warn',
  fail: 'deny',
  unknown: 'not-evaluable',
} as const satisfies Record<string, GateOutcome>;

const SAYS = { pass: 'passed', warn: 'warned', fail: 'failed', unknown: 'could not tell' } as const;
