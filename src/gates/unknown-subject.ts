import type { Candidate, Evidence, GateSubject } from './subject.js';

const UNKNOWN = { missing: 'not known' };

export const UNKNOWN_CANDIDATE: Candidate = {
  version: 'candidate',
  metrics: {},
  authors: [],
  stagingSince: null,
  artifactBytes: null,
  hasBaseline: null,
  description: null,
  owner: null,
  trainingData: null,
  gitCommit: null,
  gitDirty: null,
};

/** Where nobody has looked: no gate that needs any of it passes. */
export const UNKNOWN_EVIDENCE: Evidence = {
  integrity: UNKNOWN,
  formats: UNKNOWN,
  modelCard: UNKNOWN,
  driftCheck: UNKNOWN,
  latencyP95Ms: UNKNOWN,
  recentPredictions: UNKNOWN,
};

/** A version of which nothing is known, not even the time at which it is looked at. */
export const UNKNOWN_SUBJECT: GateSubject = {
  now: null,
  candidate: UNKNOWN_CANDIDATE,
  incumbent: UNKNOWN,
  reviews: [],
  abTest: UNKNOWN,
  evidence: UNKNOWN_EVIDENCE,
};
