import { notEvaluable } from './finding.js';
import type { Gate } from './gate.js';

/** Denies a version of which too little was seen lately. */
export const recentData: Gate = {
  name: 'recent-data',
  summary: 'enough predictions of the version in the log, lately',
  outcomes: {
    pass: 'there are minPredictions or more of the last predictionWindowDays',
    deny: 'there are fewer',
    'not-evaluable': 'they could not be counted',
  },
  settings: ['minPredictions', 'predictionWindowDays'],
  evaluate: (
    { minPredictions: limit, predictionWindowDays: days },
    { evidence: { recentPredictions: reading } },
  ) => {
    if (limit === 0) return [];
    if ('missing' in reading) {
      const message = `recent predictions were not counted: ${reading.missing}`;
      return [notEvaluable(limit, 'prediction log', message)];
    }
    const { value: observed, source } = reading;
    if (!(Number.isInteger(observed) && observed >= 0)) {
      return [notEvaluable(limit, source, `${observed} is no number of predictions`)];
    }
    const message = `${observed} predictions in the last ${days} days, needed ${limit}`;
    const outcome = observed >= limit ? 'pass' : 'deny';
    return [{ subject: null, outcome, observed, limit, source, message }];
  },
};
