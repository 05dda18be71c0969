import type { Baseline } from '../../drift/baseline.js';
import type { FeatureResult } from '../../drift/feature-result.js';
import type { DataSet } from '../../drift/ports.js';
import {
  evaluateQuality,
  type QualityEvaluation,
  type QualityOptions,
} from '../../quality/evaluate-quality.js';
import type { FreshnessFacts, RepeatFacts, RequestFacts } from '../../quality/facts.js';
import type { Governance } from '../context.js';
import type { DriftWindow, LogFacts } from './current-data.js';
import { WHOLE_ROWS } from './request-facts.js';

export const NO_REQUESTS: RequestFacts = {
  rows: 0,
  probability: null,
  latencyMs: null,
  predictions: null,
  repeats: null,
};

export interface QualitySubject {
  readonly model: string;
  readonly baseline: Baseline;
  readonly window: DriftWindow;
  readonly log: LogFacts | null;
  /** Undefined when there are no rows. */
  readonly requests: RequestFacts | undefined;
  /** What drift has measured of the columns. */
  readonly results: readonly FeatureResult[];
  readonly openReference: () => Promise<DataSet | null>;
}

/** Judges the data itself, from what was counted for drift. */
export async function checkQuality(
  governance: Governance,
  subject: QualitySubject,
): Promise<QualityEvaluation> {
  const { results, requests = NO_REQUESTS } = subject;
  const options = qualityOptionsOf(governance);
  const repeats = await withReference(subject, requests, options.maxShare);
  const facts = {
    columns: results,
    requests: { ...requests, repeats },
    freshness: ageOf(governance, subject),
  };
  return evaluateQuality(facts, options);
}

export function qualityOptionsOf({ config }: Governance): QualityOptions {
  return { maxShare: config['quality.maxBadShare'], alpha: config['drift.alpha'] };
}

/** A window that was asked for as "until now" ends when the command line was read, a moment ago. */
const MOMENT_MS = 60_000;

/** Null for files, for a window that ends in the past, and for a model whose age is not limited. */
function ageOf({ config, now }: Governance, { model, window, log }: QualitySubject): FreshnessFacts | null {
  const limits = config['quality.maxAgeHours'];
  const maxAgeHours = Object.hasOwn(limits, model) ? limits[model] : undefined;
  if (log === null || window.kind === 'files' || maxAgeHours === undefined) return null;
  const instant = now();
  if (window.to !== null && Date.parse(window.to) < Date.parse(instant) - MOMENT_MS) return null;
  return { newestAt: log.newestAt, now: instant, maxAgeHours };
}

/** Rows repeat by themselves where features have few values: how often the reference does is only read when it matters. */
async function withReference(
  { baseline, openReference }: QualitySubject,
  { rows, repeats }: RequestFacts,
  maxShare: number,
): Promise<RepeatFacts | null> {
  if (repeats?.of !== 'rows' || repeats.repeated < maxShare * rows) return repeats;
  const reference = await openReference();
  const kept = new Set(reference?.columns.map(({ name }) => name));
  const columns = baseline.columns.filter(({ role }) => role !== 'actual').map(({ name }) => name);
  // Baselines of early builds keep numbers only: there is nothing to compare whole rows with.
  if (reference === null || !columns.every((name) => kept.has(name))) return null;
  const counted = await reference.summarize([{ type: 'repeats', name: WHOLE_ROWS, columns }]);
  const summary = counted.get(WHOLE_ROWS);
  return summary?.type === 'repeats' ? { ...repeats, reference: summary } : null;
}
