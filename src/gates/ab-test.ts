import { notEvaluable } from './finding.js';
import type { Gate } from './gate.js';
import { type AbTestOutcome, nameIncumbent } from './subject.js';

/** Denies a version that did not win against the one in production. */
export const abTest: Gate = {
  name: 'ab-test',
  summary: 'a test against the version in production that it won',
  outcomes: {
    pass: 'the last test that it ran in ended in its promotion, or no other version ever was in production',
    deny: 'that test ended otherwise',
    'not-evaluable':
      'there is none, or it was against another version than the one in production, or the last one that was',
  },
  settings: ['requireAbTest'],
  evaluate: ({ requireAbTest }, { candidate: { version }, incumbent: present, abTest: reading }) => {
    if (!requireAbTest) return [];
    const limit = `promote ${version}`;
    if ('missing' in present) {
      const message = `the version in production is not known: ${present.missing}`;
      return [notEvaluable(limit, 'registry', message)];
    }
    const incumbent = present.value;
    if (incumbent === null) {
      const message = 'nothing in production to test against';
      return [{ subject: null, outcome: 'pass', observed: null, limit, source: 'registry', message }];
    }
    if ('missing' in reading) {
      const message = `not known to be better than ${nameIncumbent(incumbent)}: ${reading.missing}`;
      return [notEvaluable(limit, 'tests of versions', message)];
    }
    const { value: test, source } = reading;
    const common = { subject: null, observed: describeEnd(test), limit, source };
    const ended = `test ${test.test} ended in "${describeEnd(test)}"`;
    if (test.decision !== 'promote' || test.winner !== version) {
      return [{ ...common, outcome: 'deny', message: ended }];
    }
    if (test.control !== incumbent.version) {
      const message = `${ended}, but against ${test.control} and not against ${nameIncumbent(incumbent)}`;
      return [{ ...common, outcome: 'not-evaluable', message }];
    }
    return [{ ...common, outcome: 'pass', message: `${ended}, against ${nameIncumbent(incumbent)}` }];
  },
};

function describeEnd({ decision, winner }: AbTestOutcome): string {
  return winner === null ? decision : `${decision} ${winner}`;
}
