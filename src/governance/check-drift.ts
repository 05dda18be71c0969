import { GovError } from '../core/errors.js';
import type { Instant } from '../core/time.js';
import { type DriftEvaluation, type DriftOptions, evaluateDrift } from '../drift/evaluate-drift.js';
import type { Unscored } from '../drift/plan-column.js';
import type { Address } from '../registry/address.js';
import type { BaselineReference } from '../registry/events.js';
import { compareExactly } from './compare-exactly.js';
import type { Governance } from './context.js';
import { type DriftWindow, openCurrentData, summarizeCurrent } from './current-data.js';
import { describeDriftCheck } from './drift-record.js';
import { type KeepOptions, type KeptCheck, keepCheck } from './keep-check.js';
import { readBaseline } from './read-baseline.js';

export interface DriftRequest {
  readonly address: Address;
  readonly window: DriftWindow;
  /** Null: as configured. */
  readonly threshold: number | null;
  /** Null: as configured. */
  readonly importance: Readonly<Record<string, number>> | null;
  /** Compare values instead of counts in bins, however many there are. */
  readonly exact: boolean;
  /** Files that are not in the log are never recorded. */
  readonly keep: KeepOptions;
}

export interface DriftReport extends Omit<DriftEvaluation, 'open'>, KeptCheck {
  readonly model: string;
  readonly version: string;
  readonly baseline: BaselineReference;
  readonly window:
    | { readonly kind: 'log'; readonly from: Instant | null; readonly to: Instant | null }
    | { readonly kind: 'files'; readonly inputs: readonly string[] };
  /** Of current data. */
  readonly rows: number;
  /** Columns that the reference did not have. */
  readonly added: readonly string[];
  /** Columns of the reference that are never scored. */
  readonly unscored: readonly Unscored[];
}

/** Up to so many rows a side, comparing the values themselves takes no time that a person would notice. */
const EXACT_UP_TO_ROWS = 100_000;

const MIN_ALPHA = 1e-9;

/**
 * Compares current data with the baseline of a version, and keeps what was found.
 * @throws GovError inconclusive without a baseline or without a row, input when the data lacks a feature, integrity when
 * the baseline is damaged.
 */
export async function checkDrift(governance: Governance, request: DriftRequest): Promise<DriftReport> {
  const report = await compareWithBaseline(governance, request);
  const { record, compare } = request.keep;
  const kept = await keepCheck(governance, describeDriftCheck(report), {
    record: record && request.window.kind === 'log',
    compare,
  });
  return { ...report, ...kept };
}

async function compareWithBaseline(
  governance: Governance,
  request: DriftRequest,
): Promise<Omit<DriftReport, keyof KeptCheck>> {
  const { model, version, key, baseline } = await readBaseline(governance, request.address);
  const options = optionsOf(governance, model, request);
  return governance.withProgress(`comparing with the baseline of ${model}@${version}`, () =>
    governance.withDriftData(async (drift) => {
      const subject = { model, version, baseline };
      const opened = await openCurrentData(governance, drift, request.window, subject);
      const current = await summarizeCurrent(baseline, opened);
      const [first] = current.values();
      if (first === undefined) {
        throw new GovError(
          'inconclusive',
          `${opened.rows.place}: no rows to compare${describeSpan(request.window)}`,
          {
            hint: opened.emptyHint,
          },
        );
      }
      const compare = async () => {
        const reference = await drift.openReference(key.id, baseline);
        return compareExactly(reference, baseline, opened, current);
      };
      const small = Math.max(baseline.rows, first.rows) <= EXACT_UP_TO_ROWS;
      const exact = small || request.exact;
      let evaluation = evaluateDrift(baseline, current, options, exact ? await compare() : undefined);
      // Counts in bins nearly always decide; where they do not, every value counts.
      if (evaluation.open.length > 0) evaluation = evaluateDrift(baseline, current, options, await compare());
      const { open: _, ...judged } = evaluation;
      return {
        model,
        version,
        baseline: key,
        window: windowOf(request.window),
        rows: first.rows,
        ...judged,
        added: opened.added,
        unscored: baseline.unscored,
      };
    }),
  );
}

function optionsOf(
  { config }: Governance,
  model: string,
  { threshold, importance }: DriftRequest,
): DriftOptions {
  const featureThresholds = config['drift.featureThresholds'];
  const configured = config['drift.importance'];
  const alpha = config['drift.alpha'];
  // So small a probability has no critical value that a double could tell.
  if (alpha < MIN_ALPHA) {
    throw new GovError('config', `drift.alpha: expected a probability of ${MIN_ALPHA} or more, got ${alpha}`);
  }
  return {
    threshold: threshold ?? config.driftThreshold,
    featureThresholds: Object.hasOwn(featureThresholds, model) ? (featureThresholds[model] ?? {}) : {},
    alpha,
    importance: importance ?? (Object.hasOwn(configured, model) ? (configured[model] ?? null) : null),
  };
}

/** ` from ... to ...`, as far as the window is bounded. */
function describeSpan(window: DriftWindow): string {
  if (window.kind === 'files') return '';
  const from = window.from === null ? '' : ` from ${window.from}`;
  return `${from}${window.to === null ? '' : ` to ${window.to}`}`;
}

function windowOf(window: DriftWindow): DriftReport['window'] {
  if (window.kind === 'log') return window;
  return { kind: 'files', inputs: window.inputs };
}
