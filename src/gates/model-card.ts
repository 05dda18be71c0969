import { notEvaluable } from './finding.js';
import type { Gate } from './gate.js';

/** Denies a version that nobody has described. */
export const modelCard: Gate = {
  name: 'model-card',
  summary: 'a file that describes the model',
  outcomes: {
    pass: 'the file that modelCard names is there, with anything in it; beside a single model file it is not hashed, and may change or serve several versions',
    deny: 'it is missing or empty',
    'not-evaluable': 'it could not be looked for',
  },
  settings: ['modelCard'],
  evaluate: ({ modelCard: limit }, { evidence: { modelCard: card } }) => {
    if (limit === null) return [];
    if ('missing' in card) {
      return [notEvaluable(limit, 'model files', `nobody looked for ${limit}: ${card.missing}`)];
    }
    const { value, source } = card;
    const common = { subject: null, limit, source };
    if (value === null) {
      // A file more in a registered folder is damage.
      const message = `${limit} is missing: put it beside a model file; of a folder it is a part, so register a new version with it`;
      return [{ ...common, outcome: 'deny', observed: 'missing', message }];
    }
    const { path, bytes } = value;
    const observed = `${path}, ${bytes} bytes`;
    if (!(bytes > 0)) return [{ ...common, outcome: 'deny', observed, message: `${path} is empty` }];
    return [{ ...common, outcome: 'pass', observed, message: `${path} describes the model` }];
  },
};
