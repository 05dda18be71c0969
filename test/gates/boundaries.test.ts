import { describe, expect, it } from 'vitest';
import { evaluateGates } from '../../src/gates/evaluate-gates.js';
import { type GateExample, said } from './gate-examples.js';
import { policyOf } from './made-up-policy.js';
import { makeSubject } from './made-up-subject.js';

/** What the gates that a policy switches on say: `name outcome: message`. */
const judge = (
  policy: GateExample['policy'],
  subject: GateExample['subject'],
  to: 'staging' | 'production' = 'production',
) =>
  evaluateGates(policyOf(to, policy), makeSubject(subject), [])
    .filter(({ gate }) => gate !== 'integrity')
    .map(({ name, outcome, message }) => `${name} ${outcome}: ${message}`);

const read = <T>(value: T) => ({ value, source: 'made up' });
const abTest = (winner: string | null, decision = 'promote') =>
  read({ test: 'churn/t1', decision, winner, control: '1.0.0' });
const production = { incumbent: { version: '1.0.0', metrics: {} } };
const card = (bytes: number) => ({ evidence: { modelCard: read({ path: 'CARD.md', bytes }) } });

describe('at its boundaries a gate', () => {
  it.each([
    [
      'no figure is a metric',
      { minimum: { accuracy: 0 } },
      { candidate: { metrics: { accuracy: Number.POSITIVE_INFINITY } } },
      ['minimum/accuracy not-evaluable: accuracy was not registered, so its minimum of 0 cannot be checked'],
    ],
    [
      'no figure is a latency',
      { maxLatencyP95Ms: 50 },
      { evidence: { latencyP95Ms: read(Number.NaN) } },
      ['latency not-evaluable: a P95 latency of NaN ms is none'],
    ],
    [
      'a latency of 0 is none',
      { maxLatencyP95Ms: 50 },
      { evidence: { latencyP95Ms: read(0) } },
      ['latency not-evaluable: a P95 latency of 0 ms is none'],
    ],
    [
      'a latency a little above its limit never reads as if it were at the limit',
      { maxLatencyP95Ms: 50 },
      { evidence: { latencyP95Ms: read(50.000000000000014) } },
      ['latency deny: P95 latency 50.000000000000014 ms is above 50 ms'],
    ],
    [
      'a latency below its limit is told to a hundredth of a millisecond',
      { maxLatencyP95Ms: 50 },
      { evidence: { latencyP95Ms: read(49.98765432) } },
      ['latency pass: P95 latency 49.99 ms is within 50 ms'],
    ],
    [
      'a check of tomorrow is none',
      { maxDriftCheckAgeDays: 7 },
      {
        evidence: {
          driftCheck: read({ at: '2026-03-02T12:00:00.001Z', verdict: 'pass' as const, summary: '' }),
        },
      },
      [
        'drift not-evaluable: the last drift check looked at requests up to 2026-03-02T12:00:00.001Z, which is yet to come',
      ],
    ],
    [
      'a check that could not tell is none',
      { maxDriftCheckAgeDays: 7 },
      {
        evidence: {
          driftCheck: read({
            at: '2026-03-02T12:00:00.000Z',
            verdict: 'unknown' as const,
            summary: 'too few rows',
          }),
        },
      },
      ['drift not-evaluable: the last drift check, of requests 0 days old, could not tell: too few rows'],
    ],
    [
      'predictions are counted',
      { minPredictions: 1 },
      { evidence: { recentPredictions: read(Number.POSITIVE_INFINITY) } },
      ['recent-data not-evaluable: Infinity is no number of predictions'],
    ],
    [
      'nothing in production is nothing to win against',
      { requireAbTest: true },
      {},
      ['ab-test pass: nothing in production to test against'],
    ],
    [
      'another winner is a loss',
      { requireAbTest: true },
      { ...production, abTest: abTest('1.2.0') },
      ['ab-test deny: test churn/t1 ended in "promote 1.2.0"'],
    ],
    [
      'a test without a decision is a loss',
      { requireAbTest: true },
      { ...production, abTest: abTest(null, 'keep-running') },
      ['ab-test deny: test churn/t1 ended in "keep-running"'],
    ],
    [
      'a winner that was not to be promoted is a loss',
      { requireAbTest: true },
      { ...production, abTest: abTest('1.1.0', 'inconclusive') },
      ['ab-test deny: test churn/t1 ended in "inconclusive 1.1.0"'],
    ],
    [
      'no test is none',
      { requireAbTest: true },
      { ...production, abTest: { missing: 'no test of 1.1.0 has ended' } },
      [
        'ab-test not-evaluable: not known to be better than production version 1.0.0: no test of 1.1.0 has ended',
      ],
    ],
    [
      'each format of several files is told once',
      { allowedFormats: ['onnx'] },
      {
        evidence: {
          formats: read([
            { path: 'a.onnx', format: 'onnx' as const },
            ...[1, 2, 3, 4, 5, 6, 7].map((index) => ({ path: `${index}.pkl`, format: 'pickle' as const })),
          ]),
        },
      },
      [
        'format/onnx pass: onnx: a.onnx (allowed)',
        'format/pickle deny: pickle: 1.pkl, 2.pkl, 3.pkl, 4.pkl, 5.pkl and 2 more (not allowed; allowed: onnx)',
      ],
    ],
    [
      'fields that are asked for twice are told once',
      { requiredMetadata: ['owner', 'git-commit', 'owner'] },
      { candidate: { owner: 'a', gitCommit: '0123456789abcdef', gitDirty: true } },
      [
        'metadata/git-commit deny: commit 0123456789ab had local changes, so nobody can have the same code again',
        'metadata/owner pass: owner is given',
      ],
    ],
    [
      'a commit is a field',
      { requiredMetadata: ['git-commit'] },
      {},
      ['metadata/git-commit deny: git-commit is missing; register from a checkout of the code'],
    ],
    ['a card is not empty', { modelCard: 'CARD.md' }, card(0), ['model-card deny: CARD.md is empty']],
    [
      'a version on its way to staging is in none',
      { minStagingHours: 1 },
      {},
      ['staging-time deny: it is not in staging'],
    ],
    [
      'hours that are not quite over are not rounded up',
      { minStagingHours: 24 },
      { candidate: { stagingSince: '2026-03-01T12:00:01.000Z' } },
      ['staging-time deny: 23.99 hours in staging, needed 24'],
    ],
  ] satisfies [string, GateExample['policy'], GateExample['subject'], string[]][])(
    'knows that %s',
    (_title, policy, subject, said) => {
      expect(judge(policy, subject)).toEqual(said);
    },
  );

  it('asks for time in staging on the way to production alone', () => {
    expect(judge({ minStagingHours: 24 }, {}, 'staging')).toEqual([]);
  });
});

describe('approvals', () => {
  const risk = { approverRole: 'risk', roles: { risk: ['bob', 'carol', 'ann'] } };

  it.each([
    [
      'nobody has said anything',
      { approvals: 2 },
      [],
      'pending: 0 of 2 approvals; still needed: 2 of anybody but ann',
    ],
    [
      'one person approves twice',
      { approvals: 2 },
      [said('bob'), said('Bob')],
      'pending: 1 of 2 approvals (Bob); still needed: 1 of anybody but ann',
    ],
    [
      'the author approves',
      { approvals: 1 },
      [said('Ann')],
      'pending: 0 of 1 approvals; still needed: 1 of anybody but ann',
    ],
    [
      'somebody without the role approves',
      { approvals: 2, ...risk },
      [said('bob'), said('mallory')],
      'pending: 1 of 2 approvals (bob); still needed: 1 of carol',
    ],
    [
      'somebody without the role rejects',
      { approvals: 1, ...risk },
      [said('bob'), said('mallory', 'rejected')],
      'pass: 1 of 1 approvals (bob)',
    ],
    [
      'somebody with the role rejects',
      { approvals: 1, ...risk },
      [said('bob'), said('carol', 'rejected')],
      'deny: rejected by carol; 1 of 1 approvals (bob)',
    ],
    [
      'that person approves',
      { approvals: 2, ...risk },
      [said('carol', 'rejected'), said('bob'), said('carol')],
      'pass: 2 of 2 approvals (bob, carol)',
    ],
    [
      'an approval is of tomorrow',
      { approvals: 1 },
      [said('bob', 'approved', '2026-03-02T12:00:00.001Z')],
      'pending: 0 of 1 approvals; still needed: 1 of anybody but ann',
    ],
    [
      'a rejection is of tomorrow',
      { approvals: 1 },
      [said('bob'), said('carol', 'rejected', '2027-01-01T00:00:00.000Z')],
      'deny: rejected by carol; 1 of 1 approvals (bob)',
    ],
    [
      'nobody has the role',
      { approvals: 1, approverRole: 'constructor' },
      [said('bob')],
      'not-evaluable: .dharmarc: gates.roles.constructor: nobody has this role, so nobody can approve',
    ],
    [
      'too few have the role',
      { approvals: 3, ...risk },
      [said('bob')],
      'not-evaluable: .dharmarc: gates.roles.risk: 2 of 3 people did not make the version, 3 have to approve',
    ],
  ] as const)('when %s', (_title, policy, reviews, expected) => {
    expect(judge(policy, { reviews })).toEqual([`approvals ${expected}`]);
  });

  it('cannot be evaluated where nobody knows who made the version', () => {
    expect(judge({ approvals: 1 }, { reviews: [said('bob')], candidate: { authors: [] } })).toEqual([
      'approvals not-evaluable: it is not known who made the version',
    ]);
  });
});
