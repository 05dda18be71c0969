import type { GatedStatus } from '../../config/gate-keys.js';
import type { Instant } from '../../core/time.js';
import type { Waiver } from '../../gates/gate.js';
import type {
  AbTestOutcome,
  Candidate,
  Evidence,
  GateSubject,
  Incumbent,
  Reading,
} from '../../gates/subject.js';
import type { VersionReview } from '../../registry/gate-record.js';
import {
  experimentsOf,
  findVersion,
  type Model,
  productionVersion,
  type Version,
} from '../../registry/state.js';

/** A version on its way to a status, as the gates see it. */
export function describeSubject(
  model: Model,
  version: Version,
  to: GatedStatus,
  evidence: Evidence,
  now: Instant,
): GateSubject {
  return {
    now,
    candidate: describeCandidate(version),
    incumbent: { value: findIncumbent(model, version), source: 'registry' },
    reviews: reviewsOf(model, version, to),
    abTest: lastTest(model, version),
    evidence,
  };
}

function findIncumbent(model: Model, candidate: Version): Incumbent | null {
  const present = productionVersion(model)?.version;
  const last = [...model.everInProduction, ...model.promotionTrail].findLast(
    (name) => name !== candidate.version,
  );
  const name = present !== undefined && present !== candidate.version ? present : last;
  const version = name === undefined ? undefined : findVersion(model, name);
  if (version === undefined) return null;
  return { version: version.version, metrics: version.metrics, inProduction: version.version === present };
}

/** What people said of a version on its way to a status, the oldest first. */
export function reviewsOf(model: Model, { version }: Version, to: GatedStatus): VersionReview[] {
  return (model.reviews ?? []).filter((review) => review.version === version && review.to === to);
}

/** Who made and registered a version. */
export function authorsOf({ author, registeredBy }: Version): string[] {
  return [...new Set([author, registeredBy])];
}

function describeCandidate(version: Version): Candidate {
  const { lineage } = version;
  return {
    version: version.version,
    metrics: version.metrics,
    authors: authorsOf(version),
    stagingSince: version.status === 'staging' ? version.statusSince : null,
    artifactBytes: version.artifact.bytes,
    hasBaseline: version.baseline !== null,
    description: version.description,
    owner: version.owner ?? null,
    trainingData: lineage.trainingData?.path ?? null,
    gitCommit: lineage.gitCommit,
    gitDirty: lineage.gitDirty,
  };
}

function lastTest(model: Model, { version }: Version): Reading<AbTestOutcome> {
  const last = experimentsOf(model).findLast(
    ({ arms, stopped }) => stopped !== null && arms.slice(1).some((arm) => arm.version === version),
  );
  if (last === undefined || last.stopped === null) {
    return { missing: `no test of ${version} against another version has ended` };
  }
  const { decision, winner } = last.stopped;
  const control = last.arms[0]?.version ?? '';
  return {
    value: { test: `${model.name}/${last.id}`, decision, winner, control },
    source: `test ${model.name}/${last.id}`,
  };
}

/** Waivers on record that go on for any version of the model. */
export function standingWaivers(model: Model, to: GatedStatus): Waiver[] {
  return (model.waivers ?? [])
    .filter((waiver) => waiver.to === to && waiver.until !== null)
    .map(({ gate, by, reason, until }) => ({ gate, by, reason: reason ?? '', until }));
}
