import { describe, expect, it } from 'vitest';
import { planReview } from '../../src/registry/plan-review.js';
import { expectGovError } from '../expect-error.js';
import { RegistryHistory } from './registry-history.js';

type Review = Parameters<typeof planReview>[2];

function review(history: RegistryHistory, said: Partial<Review> = {}): RegistryHistory {
  const { to = 'production', decision = 'approved', by = 'grace' } = said;
  return history.commit(planReview(history.model(), history.version('1.0.0'), { to, decision, by }), by);
}

const staged = () => new RegistryHistory().register('1.0.0').promote('1.0.0', 'staging');
const words = (history: RegistryHistory) =>
  (history.model().reviews ?? []).map(({ by, to, decision }) => `${by} ${decision} ${to}`);

describe('a review', () => {
  it('takes the place of what the same person said before, under any spelling of the name', () => {
    const history = review(review(staged()), { by: 'Grace <grace@example.org>', decision: 'rejected' });
    expect(words(history)).toEqual(['Grace <grace@example.org> rejected production']);
    expect(words(review(history))).toEqual(['grace approved production']);
  });

  it('stands beside what others say, and what the same person says of another status', () => {
    const history = new RegistryHistory().register('1.0.0');
    for (const said of [{}, { by: 'bob' }, { to: 'staging' as const }]) review(history, said);
    expect(words(history)).toEqual([
      'grace approved production',
      'bob approved production',
      'grace approved staging',
    ]);
  });

  it('changes nothing when it says the same again', () => {
    const history = review(staged());
    const again = { to: 'production', decision: 'approved', by: 'GRACE' } as const;
    expect(planReview(history.model(), history.version('1.0.0'), again).events).toEqual([]);
  });

  it.each<[string, (history: RegistryHistory) => RegistryHistory, Review['to']]>([
    ['is in production', (history) => history.promote('1.0.0', 'production'), 'production'],
    ['is past staging', (history) => history.promote('1.0.0', 'production'), 'staging'],
    ['is in staging', (history) => history, 'staging'],
    ['has failed', (history) => history.fail('1.0.0'), 'production'],
    [
      'is deprecated',
      (history) => history.promote('1.0.0', 'production').promote('1.0.0', 'deprecated'),
      'production',
    ],
  ])('is refused for a version that %s', (_, step, to) => {
    const history = step(staged());
    expect(expectGovError(() => review(history, { to }))).toMatchObject({ kind: 'denied', exitCode: 3 });
  });
});
