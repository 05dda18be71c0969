import { notEvaluable, roundDown } from './finding.js';
import type { Gate } from './gate.js';
import { millisecondsOf } from './subject.js';

const HOUR_MS = 3_600_000;
const SOURCE = 'registry';

/** Denies a version that was not long enough in staging; asks on the way to production alone. */
export const stagingTime: Gate = {
  name: 'staging-time',
  summary: 'time in staging, on the way to production',
  outcomes: {
    pass: 'it has been there for minStagingHours or longer',
    deny: 'it has been there for less, or is not there',
    'not-evaluable': 'it came there at an instant yet to come, or the time is not known',
  },
  settings: ['minStagingHours'],
  evaluate: ({ to, minStagingHours: limit }, { now, candidate: { stagingSince } }) => {
    if (limit === 0 || to !== 'production') return [];
    const common = { subject: null, limit, source: SOURCE };
    if (stagingSince === null) {
      return [{ ...common, outcome: 'deny', observed: 'not in staging', message: 'it is not in staging' }];
    }
    const hours = (millisecondsOf(now) - millisecondsOf(stagingSince)) / HOUR_MS;
    if (!Number.isFinite(hours)) {
      return [notEvaluable(limit, SOURCE, 'it is not known for how long it has been in staging')];
    }
    if (hours < 0) {
      const message = `it came to staging at ${stagingSince}, which is yet to come`;
      return [notEvaluable(limit, SOURCE, message)];
    }
    const observed = roundDown(hours);
    const message = `${observed} hours in staging, needed ${limit}`;
    return [{ ...common, outcome: hours >= limit ? 'pass' : 'deny', observed, message }];
  },
};
