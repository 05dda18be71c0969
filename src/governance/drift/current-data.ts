import { GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import type { Instant } from '../../core/time.js';
import type { Baseline, BaselineColumn } from '../../drift/baseline.js';
import type { CurrentSummary } from '../../drift/column-summary.js';
import { type ColumnMatch, matchColumns, settleDoubt, withoutNulls } from '../../drift/match-columns.js';
import type { DataSet } from '../../drift/ports.js';
import { ROLES, type Role } from '../../predictions/columns.js';
import { newestPrediction, type PredictionLogState } from '../../predictions/log-state.js';
import type { StageRequest } from '../../predictions/ports.js';
import { planWindow, type WindowRequest } from '../../predictions/window.js';
import type { RequestFacts } from '../../quality/facts.js';
import type { Governance } from '../context.js';
import { findRoles } from '../predictions/column-roles.js';
import { readPredictionLog } from '../predictions/ingest-predictions.js';
import type { CurrentData, DriftData } from './drift-data.js';
import { askOfRequests } from './request-facts.js';

/** The predictions of a span of time in the log (null is open), or files that need not be in it. */
export type DriftWindow =
  | { readonly kind: 'log'; readonly from: Instant | null; readonly to: Instant | null }
  | ({ readonly kind: 'files' } & Pick<StageRequest, 'inputs' | 'stdin' | 'format'>);

/** What is compared with what. */
export interface DriftSubject {
  readonly model: string;
  readonly version: string;
  readonly baseline: Baseline;
}

export interface OpenedData extends CurrentData {
  /** What a column of the baseline is called in the data. */
  readonly nameOf: (column: BaselineColumn) => string;
  /** What the column of a role is called; undefined where the data has none. */
  readonly roleColumn: (role: Role) => string | undefined;
  /** Where the rows are from the log: what it knows of them without being read. */
  readonly log: LogFacts | null;
  /** Columns that neither the reference had nor anything but a feature. */
  readonly added: readonly string[];
  /** What to do when there are no rows. */
  readonly emptyHint: string;
}

export interface LogFacts {
  /** Of the newest prediction of the version, whatever the window; null without any. */
  readonly newestAt: Instant | null;
  /** Of the batches that the window reaches into: requests that came again and then said something else. */
  readonly conflicting: number;
}

/**
 * @param textColumns that hold text in the reference, beside those that the baseline knows
 * @throws GovError input when files cannot be read, integrity when the log is damaged.
 */
export async function openCurrentData(
  governance: Governance,
  drift: DriftData,
  window: DriftWindow,
  subject: DriftSubject,
  textColumns: readonly string[] = [],
): Promise<OpenedData> {
  if (window.kind === 'files') return openFiles(governance, drift, window, subject.baseline, textColumns);
  const { model, version, baseline } = subject;
  const state = await readPredictionLog(await governance.openPredictionLog(model));
  const request = { version, from: window.from, to: window.to };
  const data = await drift.openWindow(model, state, request);
  const names = data.rows.columns.map(({ name }) => name);
  const roles = new Set(Object.values(ROLES).map(({ stored }) => stored));
  return {
    ...data,
    nameOf: ({ name }) => name,
    roleColumn: (role) => names.find((name) => name === ROLES[role].stored),
    log: factsOf(state, request),
    added: addedColumns(
      baseline,
      names.filter((name) => !roles.has(name)),
    ),
    emptyHint: describeLog(state, model, version),
  };
}

async function openFiles(
  governance: Governance,
  drift: DriftData,
  { inputs, stdin, format }: Extract<DriftWindow, { kind: 'files' }>,
  baseline: Baseline,
  moreTextColumns: readonly string[],
): Promise<OpenedData> {
  const place = inputs.join(', ');
  const naming = (names: readonly string[]) => {
    const { roles, features } = findRoles(governance.config, names, place);
    const nameOf = ({ name, role }: BaselineColumn) => (role === 'feature' ? name : (roles[role] ?? ''));
    return { nameOf, features, roleColumn: (role: Role) => roles[role] };
  };
  const rows = await drift.openFiles({
    inputs,
    stdin,
    format,
    // Codes such as 007 stay what they were in the reference, even where all of a file's look like numbers.
    textColumns: (names) => [
      ...baseline.columns.filter(({ holds }) => holds === 'text').map(naming(names).nameOf),
      ...moreTextColumns,
    ],
  });
  const { nameOf, features, roleColumn } = naming(rows.columns.map(({ name }) => name));
  return {
    rows,
    labels: rows,
    nameOf,
    roleColumn,
    log: null,
    added: addedColumns(baseline, features),
    emptyHint: 'check that the right file was given',
  };
}

function addedColumns(baseline: Baseline, features: readonly string[]): string[] {
  const known = new Set([...baseline.columns, ...baseline.unscored].map(({ name }) => name));
  return features.filter((name) => !known.has(name));
}

function factsOf(state: PredictionLogState, request: WindowRequest): LogFacts {
  const { batches } = planWindow(state, request);
  return {
    newestAt: newestPrediction(state, request.version),
    conflicting: batches.reduce((sum, { conflicting }) => sum + conflicting, 0),
  };
}

export function describeLog(state: PredictionLogState, model: string, version: string): string {
  const batches = state.predictions.filter((batch) => batch.version === version);
  const first = batches.map(({ firstAt }) => firstAt).sort()[0];
  const last = newestPrediction(state, version);
  if (first === undefined || last === null) {
    return `add some: dharma-gov ingest-predictions ${model}@${version} <file>, or compare a file with --current`;
  }
  return `the log has predictions of ${model}@${version} from ${first} to ${last}`;
}

export interface CurrentCounts {
  /** By column of the baseline. */
  readonly columns: ReadonlyMap<string, CurrentSummary>;
  readonly requests: RequestFacts;
}

/**
 * Counts the columns of the baseline in the current data, and what there is to know of the requests, in one pass.
 * @returns undefined when there are no rows
 * @throws GovError input naming the features that the data lacks.
 */
export async function summarizeCurrent(
  baseline: Baseline,
  opened: OpenedData,
): Promise<CurrentCounts | undefined> {
  const { rows, labels, nameOf } = opened;
  // No batch of the log reaches into the window.
  if (rows.columns.length === 0) return undefined;
  const inRows = matchColumns(
    baseline.columns.filter(({ role }) => role !== 'actual'),
    rows.columns,
    nameOf,
  );
  requireFeatures(baseline, inRows, rows);
  const inLabels = matchColumns(
    baseline.columns.filter(({ role }) => role === 'actual'),
    labels?.columns ?? [],
    nameOf,
  );
  const asked = askOfRequests(opened, inRows);
  const counted = await rows.summarize([...inRows.map(({ request }) => request), ...asked.requests]);
  const requests = asked.read(counted);
  if (requests === undefined) return undefined;
  const columns = byColumn(inRows, counted);
  if (labels !== null && inLabels.length > 0) {
    const summaries = await labels.summarize(inLabels.map(({ request }) => request));
    for (const [name, summary] of byColumn(inLabels, summaries)) {
      if (summary.rows > summary.nulls) columns.set(name, withoutNulls(summary));
    }
  }
  return { columns, requests };
}

/** Summaries by the baseline's names of their columns. */
export function byColumn(
  matches: readonly ColumnMatch[],
  summaries: ReadonlyMap<string, CurrentSummary>,
): Map<string, CurrentSummary> {
  return new Map(
    matches.flatMap((match) => {
      const summary = summaries.get(match.request.name);
      return summary === undefined ? [] : [[match.column.name, settleDoubt(match, summary)]];
    }),
  );
}

function requireFeatures(baseline: Baseline, matches: readonly ColumnMatch[], data: DataSet): void {
  const found = new Set(matches.map(({ column }) => column.name));
  const missing = baseline.columns
    .filter(({ name, role }) => role === 'feature' && !found.has(name))
    .map(({ name }) => name);
  const [first] = missing;
  if (first === undefined) return;
  const named = missing.map((name) => `"${name}"`).join(', ');
  throw new GovError('input', `${data.place}: lacks ${named}, which the baseline has`, {
    hint: suggestWord(
      first,
      data.columns.map(({ name }) => name),
    ),
  });
}
