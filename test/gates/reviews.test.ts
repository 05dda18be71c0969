import { describe, expect, it } from 'vitest';
import { tallyReviews } from '../../src/gates/reviews.js';
import type { Review } from '../../src/gates/subject.js';
import { policyOf } from './made-up-policy.js';
import { makeSubject } from './made-up-subject.js';

const said = (by: string, decision: Review['decision'] = 'approved'): Review => ({
  by,
  decision,
  at: '2026-03-01T12:00:00.000Z',
});

const tally = (reviews: readonly Review[], policy: Parameters<typeof policyOf>[1] = {}, authors = ['ann']) =>
  tallyReviews(
    policyOf('production', { approvals: 2, ...policy }),
    makeSubject({ reviews, candidate: { authors } }),
  );

describe('reviews', () => {
  it('count each person once, however the name is spelled', () => {
    const reviews = [said('Grace'), said('Grace <grace@example.org>'), said('bob')];
    expect(tally(reviews)).toEqual({
      required: 2,
      approvedBy: ['Grace <grace@example.org>', 'bob'],
      rejectedBy: [],
    });
  });

  it('count the last word of each', () => {
    expect(tally([said('grace'), said('bob', 'rejected'), said('GRACE', 'rejected'), said('bob')])).toEqual({
      required: 2,
      approvedBy: ['bob'],
      rejectedBy: ['GRACE'],
    });
  });

  it('never count those who made the version, nor whoever is not in the role any more', () => {
    const policy = {
      approverRole: 'release',
      roles: { release: ['bob', 'Grace <grace@example.org>', 'ann'] },
    };
    const reviews = [said('Ann'), said('grace@example.org'), said('mallory'), said('bob', 'rejected')];
    expect(tally(reviews, policy)).toMatchObject({ approvedBy: ['grace@example.org'], rejectedBy: ['bob'] });
    expect(tally(reviews, { ...policy, roles: { release: ['bob'] } })).toMatchObject({ approvedBy: [] });
  });

  it('count once whoever works under a name and under a mail that the roles know to be one', () => {
    const roles = { release: ['Bob <bob@example.org>', 'Ann <ann@example.org>'] };
    const reviews = [said('Bob'), said('bob@example.org'), said('ann@example.org')];
    expect(tally(reviews, { approverRole: 'release', roles })).toMatchObject({
      approvedBy: ['bob@example.org'],
    });
    expect(tally([said('bob', 'rejected'), said('bob@example.org')], { roles })).toMatchObject({
      approvedBy: ['bob@example.org'],
      rejectedBy: [],
    });
  });

  it.each(['unknown', 'constructor'])('count nobody where the role %s has no people', (approverRole) => {
    expect(tally([said('grace')], { approverRole })).toMatchObject({ approvedBy: [] });
  });
});
