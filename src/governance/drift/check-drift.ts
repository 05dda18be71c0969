import { GovError } from '../../core/errors.js';
import type { RuleResult } from '../../core/rule-result.js';
import type { Instant } from '../../core/time.js';
import { type Verdict, worstVerdict } from '../../core/verdict.js';
import type { Baseline } from '../../drift/baseline.js';
import { driftRule } from '../../drift/drift-rule.js';
import { type DriftEvaluation, type DriftOptions, evaluateDrift } from '../../drift/evaluate-drift.js';
import type { SampleComparison } from '../../drift/feature-tests.js';
import type { Unscored } from '../../drift/plan-column.js';
import type { DataSet } from '../../drift/ports.js';
import type { QualityReport } from '../../quality/evaluate-quality.js';
import type { Address } from '../../registry/address.js';
import type { BaselineReference } from '../../registry/events.js';
import { type KeepOptions, type KeptCheck, keepCheck } from '../checks/keep-check.js';
import type { Governance } from '../context.js';
import { checkQuality, qualityOptionsOf } from './check-quality.js';
import { checkSegments, requireSegmentColumn, type SegmentReport } from './check-segments.js';
import { compareExactly } from './compare-exactly.js';
import {
  type CurrentCounts,
  type DriftWindow,
  type OpenedData,
  openCurrentData,
  summarizeCurrent,
} from './current-data.js';
import { type DriftSettings, driftOptionsOf } from './drift-options.js';
import { describeDriftCheck } from './drift-record.js';
import { readBaseline } from './read-baseline.js';
import { summarizeCheck } from './summarize-check.js';

export interface DriftRequest extends DriftSettings {
  readonly address: Address;
  readonly window: DriftWindow;
  /** The column whose values are checked one by one as well; null: none. */
  readonly by: string | null;
  /** Compare values instead of counts in bins, however many there are. */
  readonly exact: boolean;
  /** Files that are not in the log are never recorded. */
  readonly keep: KeepOptions;
}

export interface DriftReport extends Omit<DriftEvaluation, 'open'>, KeptCheck {
  /** The worst of drift, data quality and segments. */
  readonly verdict: Verdict;
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
  readonly quality: QualityReport;
  /** Null unless asked for with `by`. */
  readonly segments: SegmentReport | null;
  /**
   * What each rule says: `drift`, `data-quality` for each check of each column, `freshness`; `drift` and `data-quality` of
   * each segment.
   */
  readonly rules: readonly RuleResult[];
}

/** Up to so many rows a side, comparing the values themselves takes no time that a person would notice. */
const EXACT_UP_TO_ROWS = 100_000;

/**
 * Compares current data with the baseline of a version, and keeps what was found.
 * @throws GovError inconclusive without a baseline or without a row, input when the data lacks a feature, integrity when
 * the baseline is damaged.
 */
export async function checkDrift(governance: Governance, request: DriftRequest): Promise<DriftReport> {
  const report = await compareWithBaseline(governance, request);
  const { record, compare } = request.keep;
  const check = describeDriftCheck(report, { ownWeights: request.importance !== null });
  const kept = await keepCheck(governance, check, {
    record: record && request.window.kind === 'log',
    compare,
  });
  return { ...report, ...kept };
}

async function compareWithBaseline(
  governance: Governance,
  request: DriftRequest,
): Promise<Omit<DriftReport, keyof KeptCheck>> {
  const known = await readBaseline(governance, request.address);
  const { model, version, key, baseline } = known;
  const options = driftOptionsOf(governance, model, request);
  return governance.withProgress(`comparing with the baseline of ${model}@${version}`, () =>
    governance.withDriftData(async (drift) => {
      const subject = { model, version, baseline };
      const openReference = once(() => drift.openReference(key.id, baseline));
      const segmented =
        request.by === null ? null : requireSegmentColumn(request.by, known, await openReference());
      const opened = await openCurrentData(
        governance,
        drift,
        request.window,
        subject,
        textColumnOf(segmented, request.by),
      );
      const counts = await summarizeCurrent(baseline, opened);
      const compare = (current: CurrentCounts['columns']) =>
        compareExactly(openReference, baseline, opened, current);
      const evaluation = await evaluate(baseline, counts, options, request.exact, compare);
      const quality = await checkQuality(governance, {
        model,
        baseline,
        window: request.window,
        log: opened.log,
        requests: counts?.requests,
        results: [...evaluation.features, ...evaluation.outputs],
        openReference,
      });
      // Without a row there is nothing to say, unless it is that there should be some.
      if (counts === undefined && quality.report.findings.length === 0)
        throw emptyWindow(opened, request.window);
      const segments =
        request.by === null || segmented === null || counts === undefined
          ? null
          : await checkSegments(request.by, subject, segmented, opened, counts.requests.rows, {
              drift: options,
              quality: qualityOptionsOf(governance),
              mismatched: mismatchedIn(evaluation),
            });
      return {
        model,
        version,
        baseline: key,
        window: windowOf(request.window),
        rows: counts?.requests.rows ?? 0,
        ...evaluation,
        verdict: worstVerdict([
          evaluation.verdict,
          quality.report.verdict,
          ...(segments === null ? [] : [segments.report.verdict]),
        ]),
        summary: summarizeCheck(evaluation.summary, segments?.report ?? null, quality.report),
        added: opened.added,
        unscored: baseline.unscored,
        quality: quality.report,
        segments: segments?.report ?? null,
        rules: [
          driftRule(evaluation, null),
          ...(segments?.report.segments.map((segment) =>
            driftRule(segment, `${request.by}=${segment.value}`),
          ) ?? []),
          ...quality.rules,
          ...(segments?.qualityRules ?? []),
        ],
      };
    }),
  );
}

async function evaluate(
  baseline: Baseline,
  counts: CurrentCounts | undefined,
  options: DriftOptions,
  wantsExact: boolean,
  compare: (current: CurrentCounts['columns']) => Promise<Map<string, SampleComparison>>,
): Promise<Omit<DriftEvaluation, 'open'>> {
  if (counts === undefined) {
    return { ...evaluateDrift(baseline, new Map(), options), summary: 'no rows to compare' };
  }
  const { columns, requests } = counts;
  const small = Math.max(baseline.rows, requests.rows) <= EXACT_UP_TO_ROWS;
  const exact = small || wantsExact ? await compare(columns) : undefined;
  const { open, ...evaluation } = evaluateDrift(baseline, columns, options, exact);
  if (open.length === 0) return evaluation;
  // Counts in bins nearly always decide; where they do not, every value counts.
  const { open: _, ...decided } = evaluateDrift(baseline, columns, options, await compare(columns));
  return decided;
}

/** Codes such as 007 stay what they were in the reference. */
function textColumnOf(reference: DataSet | null, column: string | null): string[] {
  const kind = reference?.columns.find(({ name }) => name === column)?.kind;
  return column !== null && kind === 'text' ? [column] : [];
}

function mismatchedIn({ features, outputs }: Pick<DriftEvaluation, 'features' | 'outputs'>): Set<string> {
  const results = [...features, ...outputs];
  return new Set(results.filter(({ status }) => status === 'type-mismatch').map(({ name }) => name));
}

/** The first call does the work, and the others get what it gave. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

function emptyWindow({ rows, emptyHint }: OpenedData, window: DriftWindow): GovError {
  return new GovError('inconclusive', `${rows.place}: no rows to compare${describeSpan(window)}`, {
    hint: emptyHint,
  });
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
