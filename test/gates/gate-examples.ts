import type { GateSettings } from '../../src/config/gate-keys.js';
import type { GateName } from '../../src/config/gate-names.js';
import type { GatePolicy } from '../../src/config/policy.js';
import type { GateOutcome } from '../../src/gates/gate.js';
import type { Reading, Review } from '../../src/gates/subject.js';
import type { makeSubject } from './made-up-subject.js';

export interface GateExample {
  readonly policy: Partial<GateSettings & Pick<GatePolicy, 'roles'>>;
  readonly subject: Parameters<typeof makeSubject>[0];
}

const read = <T>(value: T): Reading<T> => ({ value, source: 'made up' });

const metric = (value?: number, incumbent?: number): GateExample['subject'] => ({
  candidate: { metrics: value === undefined ? {} : { accuracy: value } },
  incumbent: incumbent === undefined ? null : { version: '1.0.0', metrics: { accuracy: incumbent } },
});

/** The subject is looked at on 2026-03-02 at noon. */
const driftCheck = (at: string, verdict: 'pass' | 'warn' | 'fail' | 'unknown' = 'pass') => ({
  evidence: { driftCheck: read({ at, verdict, summary: 'score 0.04' }) },
});

const abTest = (decision: string, winner: string | null, control = '1.0.0') => ({
  ...metric(undefined, 0),
  abTest: read({ test: 'churn/t1', decision, winner, control }),
});

const formats = (...names: ('safetensors' | 'pickle' | 'unknown')[]) => ({
  evidence: { formats: read(names.map((format, index) => ({ path: `w${index}`, format }))) },
});

export const said = (
  by: string,
  decision: Review['decision'] = 'approved',
  at = '2026-03-01T12:00:00.000Z',
): Review => ({ by, decision, at });

/** What makes each gate say each of its outcomes, and nothing but that. */
export const EXAMPLES: Record<GateName, Partial<Record<GateOutcome, GateExample>>> = {
  integrity: {
    pass: { policy: {}, subject: { evidence: { integrity: read([]) } } },
    deny: { policy: {}, subject: { evidence: { integrity: read(['model.json: changed']) } } },
    'not-evaluable': { policy: {}, subject: { evidence: { integrity: { missing: 'not read' } } } },
  },
  minimum: {
    pass: { policy: { minimum: { accuracy: 0.8 } }, subject: metric(0.8) },
    deny: { policy: { minimum: { accuracy: 0.8 } }, subject: metric(0.7999) },
    'not-evaluable': { policy: { minimum: { accuracy: 0.8 } }, subject: metric() },
  },
  maximum: {
    pass: { policy: { maximum: { accuracy: 0.8 } }, subject: metric(0.8) },
    deny: { policy: { maximum: { accuracy: 0.8 } }, subject: metric(0.8001) },
    'not-evaluable': { policy: { maximum: { accuracy: 0.8 } }, subject: metric() },
  },
  regression: {
    pass: { policy: { maxRegression: { accuracy: 0.05 } }, subject: metric(0.8, 0.85) },
    deny: { policy: { maxRegression: { accuracy: 0.05 } }, subject: metric(0.79, 0.85) },
    'not-evaluable': { policy: { maxRegression: { accuracy: 0.05 } }, subject: metric(undefined, 0.85) },
  },
  'relative-regression': {
    pass: { policy: { maxRelativeRegression: { accuracy: 0.1 } }, subject: metric(0.72, 0.8) },
    deny: { policy: { maxRelativeRegression: { accuracy: 0.1 } }, subject: metric(0.7199, 0.8) },
    'not-evaluable': {
      policy: { maxRelativeRegression: { accuracy: 0.1 } },
      subject: metric(undefined, 0.8),
    },
  },
  latency: {
    pass: { policy: { maxLatencyP95Ms: 50 }, subject: { evidence: { latencyP95Ms: read(50) } } },
    deny: { policy: { maxLatencyP95Ms: 50 }, subject: { evidence: { latencyP95Ms: read(50.01) } } },
    'not-evaluable': { policy: { maxLatencyP95Ms: 50 }, subject: {} },
  },
  baseline: {
    pass: { policy: { requireBaseline: true }, subject: { candidate: { hasBaseline: true } } },
    deny: { policy: { requireBaseline: true }, subject: { candidate: { hasBaseline: false } } },
    'not-evaluable': { policy: { requireBaseline: true }, subject: { candidate: { hasBaseline: null } } },
  },
  drift: {
    pass: { policy: { maxDriftCheckAgeDays: 7 }, subject: driftCheck('2026-02-23T12:00:00.000Z') },
    warn: { policy: { maxDriftCheckAgeDays: 7 }, subject: driftCheck('2026-03-01T12:00:00.000Z', 'warn') },
    deny: { policy: { maxDriftCheckAgeDays: 7 }, subject: driftCheck('2026-03-01T12:00:00.000Z', 'fail') },
    'not-evaluable': {
      policy: { maxDriftCheckAgeDays: 7 },
      subject: driftCheck('2026-02-23T11:59:59.999Z'),
    },
  },
  'recent-data': {
    pass: { policy: { minPredictions: 100 }, subject: { evidence: { recentPredictions: read(100) } } },
    deny: { policy: { minPredictions: 100 }, subject: { evidence: { recentPredictions: read(99) } } },
    'not-evaluable': { policy: { minPredictions: 100 }, subject: {} },
  },
  'ab-test': {
    pass: { policy: { requireAbTest: true }, subject: abTest('promote', '1.1.0') },
    deny: { policy: { requireAbTest: true }, subject: abTest('stop-loser', null) },
    'not-evaluable': { policy: { requireAbTest: true }, subject: abTest('promote', '1.1.0', '0.9.0') },
  },
  'artifact-size': {
    pass: { policy: { maxArtifactMb: 1 }, subject: { candidate: { artifactBytes: 1_000_000 } } },
    deny: { policy: { maxArtifactMb: 1 }, subject: { candidate: { artifactBytes: 1_000_001 } } },
    'not-evaluable': { policy: { maxArtifactMb: 1 }, subject: { candidate: { artifactBytes: null } } },
  },
  format: {
    pass: { policy: { allowedFormats: ['safetensors'] }, subject: formats('safetensors') },
    warn: { policy: { allowedFormats: ['safetensors', 'pickle'] }, subject: formats('pickle') },
    deny: { policy: { allowedFormats: ['safetensors'] }, subject: formats('unknown') },
    'not-evaluable': { policy: { allowedFormats: ['safetensors'] }, subject: formats() },
  },
  metadata: {
    pass: { policy: { requiredMetadata: ['owner'] }, subject: { candidate: { owner: 'team a' } } },
    deny: { policy: { requiredMetadata: ['owner'] }, subject: { candidate: { owner: ' ' } } },
    'not-evaluable': {
      policy: { requiredMetadata: ['git-commit'] },
      subject: { candidate: { gitCommit: 'abc', gitDirty: null } },
    },
  },
  'model-card': {
    pass: {
      policy: { modelCard: 'CARD.md' },
      subject: { evidence: { modelCard: read({ path: 'CARD.md', bytes: 1 }) } },
    },
    deny: { policy: { modelCard: 'CARD.md' }, subject: { evidence: { modelCard: read(null) } } },
    'not-evaluable': { policy: { modelCard: 'CARD.md' }, subject: {} },
  },
  approvals: {
    pass: { policy: { approvals: 1 }, subject: { reviews: [said('bob')] } },
    deny: { policy: { approvals: 1 }, subject: { reviews: [said('bob'), said('carol', 'rejected')] } },
    pending: { policy: { approvals: 2 }, subject: { reviews: [said('bob')] } },
    'not-evaluable': { policy: { approvals: 1, approverRole: 'risk' }, subject: { reviews: [said('bob')] } },
  },
  freeze: {
    pass: { policy: { freeze: ['Fri 16:00 - Mon 12:00'] }, subject: {} },
    deny: { policy: { freeze: ['Fri 16:00 - Mon 12:01'] }, subject: {} },
    'not-evaluable': { policy: { freeze: ['Fri 16:00 - Mon 12:00'] }, subject: { now: null } },
  },
  'staging-time': {
    pass: {
      policy: { minStagingHours: 24 },
      subject: { candidate: { stagingSince: '2026-03-01T12:00:00.000Z' } },
    },
    deny: {
      policy: { minStagingHours: 24 },
      subject: { candidate: { stagingSince: '2026-03-01T12:00:00.001Z' } },
    },
    'not-evaluable': {
      policy: { minStagingHours: 24 },
      subject: { candidate: { stagingSince: '2026-03-02T12:00:00.001Z' } },
    },
  },
};
