import { listNames, notEvaluable } from './finding.js';
import type { Gate, GateFinding } from './gate.js';

/** Denies model files in formats that the policy does not allow. */
export const format: Gate = {
  name: 'format',
  summary: 'formats of the model files, told by their bytes and not by their names',
  outcomes: {
    pass: 'a format is among allowedFormats',
    warn: 'that is pickle, which runs code when it is loaded',
    deny: 'a format is not among them, or is none that can be told',
    'not-evaluable': 'the files could not be read, or none of them is a model',
  },
  settings: ['allowedFormats'],
  evaluate: ({ allowedFormats }, { evidence: { formats } }) => {
    if (allowedFormats.length === 0) return [];
    const limit = allowedFormats.join(', ');
    if ('missing' in formats) {
      const message = `the formats of the model files are not known: ${formats.missing}`;
      return [notEvaluable(limit, 'model files', message)];
    }
    const { value: files, source } = formats;
    if (files.length === 0) return [notEvaluable(limit, source, 'none of the files is a model')];
    return [...new Set(files.map((file) => file.format))].map((name): GateFinding => {
      const paths = files.filter((file) => file.format === name).map((file) => file.path);
      const outcome = outcomeOf(name, allowedFormats);
      const message = `${name}: ${listNames(paths)} ${explain(name, outcome, limit)}`;
      return { subject: name, outcome, observed: name, limit, source, message };
    });
  },
};

function outcomeOf(name: string, allowed: readonly string[]): 'pass' | 'warn' | 'deny' {
  if (!allowed.includes(name)) return 'deny';
  return name === 'pickle' ? 'warn' : 'pass';
}

function explain(name: string, outcome: 'pass' | 'warn' | 'deny', limit: string): string {
  if (outcome === 'pass') return '(allowed)';
  if (outcome === 'warn') return '(allowed, but a pickle runs any code in it when it is loaded)';
  return name === 'unknown'
    ? `(no format that can be told; allowed: ${limit})`
    : `(not allowed; allowed: ${limit})`;
}
