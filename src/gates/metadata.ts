import type { METADATA_FIELDS } from '../config/gate-keys.js';
import type { Gate, GateFinding } from './gate.js';
import type { Candidate } from './subject.js';

const SOURCE = 'registration';

/** Denies a version that does not say of itself what it should. */
export const metadata: Gate = {
  name: 'metadata',
  summary: 'what is registered with the version',
  outcomes: {
    pass: 'each field of requiredMetadata is there',
    deny: 'a field is missing or blank, or git-commit had local changes',
    'not-evaluable': 'it is not known whether git-commit had local changes',
  },
  settings: ['requiredMetadata'],
  evaluate: ({ requiredMetadata }, { candidate }) =>
    [...new Set(requiredMetadata)].map((field) =>
      field === 'git-commit' ? checkCommit(candidate) : checkText(field, textOf(candidate, field)),
    ),
};

type Field = (typeof METADATA_FIELDS)[number];

function textOf({ description, owner, trainingData }: Candidate, field: string): string | null {
  const values: Record<Exclude<Field, 'git-commit'>, string | null> = {
    description,
    owner,
    'training-data': trainingData,
  };
  return Object.hasOwn(values, field) ? values[field as keyof typeof values] : null;
}

function checkText(field: string, value: string | null): GateFinding {
  const isGiven = value !== null && value.trim() !== '';
  return {
    subject: field,
    outcome: isGiven ? 'pass' : 'deny',
    observed: isGiven ? 'given' : 'missing',
    limit: 'given',
    source: SOURCE,
    message: isGiven ? `${field} is given` : `${field} is missing; give it when you register a version`,
  };
}

function checkCommit({ gitCommit, gitDirty }: Candidate): GateFinding {
  const common = { subject: 'git-commit', limit: 'without local changes', source: SOURCE };
  if (gitCommit === null || gitCommit.trim() === '') {
    const message = 'git-commit is missing; register from a checkout of the code';
    return { ...common, outcome: 'deny', observed: 'missing', message };
  }
  const commit = gitCommit.slice(0, 12);
  if (gitDirty === null) {
    const message = `it is not known whether commit ${commit} had local changes`;
    return { ...common, outcome: 'not-evaluable', observed: commit, message };
  }
  const observed = gitDirty ? `${commit} with local changes` : commit;
  const message = gitDirty
    ? `commit ${commit} had local changes, so nobody can have the same code again`
    : `commit ${commit} had no local changes`;
  return { ...common, outcome: gitDirty ? 'deny' : 'pass', observed, message };
}
