import type { ARTIFACT_FORMATS } from '../config/gate-keys.js';
import type { Instant } from '../core/time.js';
import type { Verdict } from '../core/verdict.js';

export type Metrics = Readonly<Record<string, number>>;

/** Own properties only, so that a metric called "constructor" is missing and not a function. */
export function metricOf(metrics: Metrics, name: string): number | undefined {
  const value = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  return Number.isFinite(value) ? value : undefined;
}

const YEAR_10000 = Date.UTC(10_000, 0);

/** Milliseconds since 1970. NaN, which compares as false with everything, for what is no instant of our time. */
export function millisecondsOf(instant: Instant | null): number {
  const at = instant === null ? Number.NaN : Date.parse(instant);
  return at >= 0 && at < YEAR_10000 ? at : Number.NaN;
}

/** All that gates may look at: plain values, so that a policy can be tested with made-up ones. */
export interface GateSubject {
  /** Null when it is not known: a policy can be tested without. */
  readonly now: Instant | null;
  readonly candidate: Candidate;
  /** What the candidate has to hold its own against; null when no other version ever was in production. */
  readonly incumbent: Reading<Incumbent | null>;
  /** What people said of the candidate on its way to the status, the oldest first. */
  readonly reviews: readonly Review[];
  /** The last test in which the candidate ran against others and that has ended. */
  readonly abTest: Reading<AbTestOutcome>;
  readonly evidence: Evidence;
}

/** The version in production; where there is none, the last one that was: emptying production clears nobody's way. */
export interface Incumbent {
  readonly version: string;
  readonly metrics: Metrics;
  readonly inProduction: boolean;
}

/** `production version 1.0.0` */
export function nameIncumbent({ version, inProduction }: Incumbent): string {
  return `${inProduction ? 'production version' : 'last production version'} ${version}`;
}

/** What the registry knows of the version. */
export interface Candidate {
  readonly version: string;
  readonly metrics: Metrics;
  /** Those who made and registered it: they do not review it. */
  readonly authors: readonly string[];
  /** Since when it is in staging; null when it is not. */
  readonly stagingSince: Instant | null;
  /** Null when it is not known. */
  readonly artifactBytes: number | null;
  /** Null when it is not known. */
  readonly hasBaseline: boolean | null;
  readonly description: string | null;
  readonly owner: string | null;
  /** The recorded file; null when none was named. */
  readonly trainingData: string | null;
  readonly gitCommit: string | null;
  /** Null when it is not known. */
  readonly gitDirty: boolean | null;
}

export interface Review {
  readonly by: string;
  readonly decision: 'approved' | 'rejected';
  readonly at: Instant;
}

export interface AbTestOutcome {
  readonly test: string;
  readonly decision: string;
  readonly winner: string | null;
  /** The version that the candidate was compared with. */
  readonly control: string;
}

/** A fact with where it was found; or why there is none. */
export type Reading<T> = { readonly value: T; readonly source: string } | { readonly missing: string };

/** What is read outside the registry's log, and only where the policy asks for it. */
export interface Evidence {
  /** What is different from the registered files, a line each; empty when they are intact. */
  readonly integrity: Reading<readonly string[]>;
  /** Every file of the artifact that is a model, by its bytes; `unknown` is none of those that can be told. */
  readonly formats: Reading<
    readonly { readonly path: string; readonly format: ArtifactFormat | 'unknown' }[]
  >;
  /** The model card's path and size; null when there is no such file, and missing only when nobody could look. */
  readonly modelCard: Reading<{ readonly path: string; readonly bytes: number } | null>;
  /** The last recorded drift check of the whole version, with the instant up to which it looked at requests. */
  readonly driftCheck: Reading<{ readonly at: Instant; readonly verdict: Verdict; readonly summary: string }>;
  readonly latencyP95Ms: Reading<number>;
  /** Predictions of the version in the window that the policy names. */
  readonly recentPredictions: Reading<number>;
}

export type ArtifactFormat = (typeof ARTIFACT_FORMATS)[number];
