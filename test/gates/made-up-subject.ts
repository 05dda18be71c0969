import type { Candidate, GateSubject, Incumbent } from '../../src/gates/subject.js';

const CANDIDATE: Candidate = {
  version: '1.1.0',
  metrics: {},
  authors: ['ann'],
  stagingSince: null,
  artifactBytes: 1000,
  hasBaseline: false,
  description: null,
  owner: null,
  trainingData: null,
  gitCommit: null,
  gitDirty: null,
};

const NOTHING = { missing: 'nothing there' };

/** A subject with intact files of which nothing else is known but what is given. */
export function makeSubject(
  given: Partial<Omit<GateSubject, 'candidate' | 'incumbent' | 'evidence'>> & {
    readonly candidate?: Partial<Candidate>;
    readonly incumbent?: (Omit<Incumbent, 'inProduction'> & Partial<Incumbent>) | null;
    readonly evidence?: Partial<GateSubject['evidence']>;
  },
): GateSubject {
  return {
    now: '2026-03-02T12:00:00.000Z',
    reviews: [],
    abTest: NOTHING,
    ...given,
    candidate: { ...CANDIDATE, ...given.candidate },
    incumbent: {
      value: given.incumbent ? { inProduction: true, ...given.incumbent } : null,
      source: 'made up',
    },
    evidence: {
      integrity: { value: [], source: 'made up' },
      formats: NOTHING,
      modelCard: NOTHING,
      driftCheck: NOTHING,
      latencyP95Ms: NOTHING,
      recentPredictions: NOTHING,
      ...given.evidence,
    },
  };
}
