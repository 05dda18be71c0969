import { checkChain } from '../commit-log/chain.js';
import { sealEntry } from '../commit-log/entry.js';
import { GovError } from '../core/errors.js';
import type { ColumnKind } from '../predictions/column-kind.js';
import { LABELS, PREDICTIONS, type Role } from '../predictions/columns.js';
import { parsePredictionEvents } from '../predictions/events.js';
import type { IngestReport, RejectSummary } from '../predictions/ingest-report.js';
import {
  EMPTY_PREDICTION_LOG,
  foldPredictionLog,
  type PredictionLogState,
} from '../predictions/log-state.js';
import type { PredictionLog, SettledInput, StagedInput, StageRequest } from '../predictions/ports.js';
import { type Address, resolveAddress } from '../registry/address.js';
import type { Version } from '../registry/state.js';
import { configuredColumns } from './column-roles.js';
import type { Governance } from './context.js';
import { loadRegistry } from './registry-store.js';
import { waitAfterConflict } from './retry-conflict.js';

export interface IngestRequest extends Pick<StageRequest, 'inputs' | 'stdin' | 'format' | 'textColumns'> {
  readonly address: Address;
  /** Labels belong to the requests of the model, whatever version answered them. */
  readonly kind: 'predictions' | 'labels';
  /** Null or missing: as configured, else found by their usual names. */
  readonly columns: { readonly [R in Role]?: string | null };
  /** Null: as configured. With more bad rows than these nothing is ingested. */
  readonly maxBadRows: number | null;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

/**
 * Adds predictions or labels to the log of a model, all of the input or nothing.
 *
 * Nothing counts twice: a prediction is known by version and request id, and the first one stays; a label by its
 * request id, and the last one stays.
 * @throws GovError input when the input cannot be read or has too many bad rows, usage when its columns are unclear,
 * conflict when others keep committing.
 */
export async function ingestPredictions(
  governance: Governance,
  request: IngestRequest,
): Promise<IngestReport> {
  const { state } = await loadRegistry(governance);
  const { model, version } = resolveAddress(state, request.address);
  const log = await governance.openPredictionLog(model.name);
  const before = await readPredictionLog(log);
  const learned = request.kind === 'predictions' ? await baselineKinds(governance, version) : new Map();
  const target = { model: model.name, version: request.kind === 'predictions' ? version.version : null };
  const report = await governance.withProgress(`reading ${request.inputs.join(', ')}`, (onProgress) =>
    log.stage(
      { ...stageRequest(governance, request, before, target.version, learned), onProgress },
      async (staged) => {
        const rejected = await judgeRejects(governance, request, log, staged);
        const committed = await commitStaged(governance, request, log, staged, before, target.version);
        return {
          ...target,
          sources: staged.sources,
          ...committed,
          rejected,
          columns: staged.assignment.roles,
          features: staged.assignment.features,
          dryRun: request.dryRun,
        };
      },
    ),
  );
  if (!request.dryRun) await log.sweep(await readPredictionLog(log, before));
  return report;
}

/**
 * Reads a prediction log, or what came after `base`.
 * @throws GovError integrity when an entry is damaged, or does not follow the one before.
 */
export async function readPredictionLog(
  log: PredictionLog,
  base: PredictionLogState = EMPTY_PREDICTION_LOG,
): Promise<PredictionLogState> {
  const { commits } = log;
  const entries = await commits.readFrom(base.head.generation + 1);
  checkChain(base.head, entries, commits.place);
  return foldPredictionLog(base, parsePredictionEvents(entries, commits.place));
}

function stageRequest(
  governance: Governance,
  request: IngestRequest,
  state: PredictionLogState,
  version: string | null,
  learned: ReadonlyMap<string, ColumnKind>,
): Omit<StageRequest, 'onProgress'> {
  const { inputs, stdin, format, textColumns, columns } = request;
  const given = Object.fromEntries(
    Object.entries(columns).filter(([, column]) => column !== null && column !== undefined),
  );
  return {
    inputs,
    stdin,
    format,
    textColumns,
    purpose: version === null ? LABELS : PREDICTIONS,
    columns: { ...configuredColumns(governance.config), ...given },
    // What the reference held decides: else one bad first batch would make a number text for good.
    expectedKinds: new Map([...expectedKinds(state, version), ...learned]),
  };
}

/** What the features of a version's baseline hold; nothing without a baseline. */
async function baselineKinds(
  governance: Governance,
  { baseline }: Version,
): Promise<Map<string, ColumnKind>> {
  if (baseline === null) return new Map();
  const { columns } = await governance.baselines.read(baseline);
  return new Map(
    columns.filter(({ role }) => role === 'feature').map(({ name, holds }) => [name, KIND_OF_VALUES[holds]]),
  );
}

const KIND_OF_VALUES = { numbers: 'number', text: 'text', 'true or false': 'boolean' } as const;

/** What columns held so far, by their stored names: an empty one says nothing, and the latest batch says it best. */
function expectedKinds(state: PredictionLogState, version: string | null): Map<string, ColumnKind> {
  const columns = [
    ...state.labels.map(({ actual }) => actual),
    ...state.predictions.filter((batch) => batch.version === version).flatMap((batch) => batch.columns),
  ];
  return new Map(columns.filter(({ kind }) => kind !== 'empty').map(({ name, kind }) => [name, kind]));
}

/** @throws GovError input when there are more bad rows than allowed. */
async function judgeRejects(
  governance: Governance,
  request: IngestRequest,
  log: PredictionLog,
  { rejectedRows, rejects }: StagedInput,
): Promise<RejectSummary> {
  const file = rejectedRows > 0 && !request.dryRun ? await log.writeRejects(rejects) : null;
  const first = rejects.slice(0, 3);
  const allowed = request.maxBadRows ?? governance.config.maxBadRows;
  if (rejectedRows <= allowed) return { rows: rejectedRows, file, first };
  const shown = first.map(
    ({ source, line, column, reason }) =>
      `${source}${line === null ? '' : `: line ${line}`}${column === null ? '' : `: column "${column}"`}: ${reason}`,
  );
  const more = rejectedRows > first.length ? `; and ${rejectedRows - first.length} more` : '';
  throw new GovError(
    'input',
    `nothing ingested: ${rejectedRows} bad ${rejectedRows === 1 ? 'row' : 'rows'}, ${allowed} allowed: ${shown.join('; ')}${more}`,
    {
      hint: `${file === null ? 'correct them' : `${file} lists them`}; --max-bad-rows ${rejectedRows} ingests the rest`,
    },
  );
}

type Committed = SettledInput & Pick<IngestReport, 'changed' | 'generation'>;

/** Compares with the log and commits; when somebody else commits first, compares with what they added and tries again. */
async function commitStaged(
  governance: Governance,
  request: IngestRequest,
  log: PredictionLog,
  staged: StagedInput,
  before: PredictionLogState,
  version: string | null,
): Promise<Committed> {
  let state = await readPredictionLog(log, before);
  for (let attempt = 1; ; attempt++) {
    const settled = await staged.settle(state, version);
    if (request.dryRun) return { ...settled, changed: false, generation: null };
    const events = await staged.publish(version);
    if (events.length === 0) return { ...settled, changed: false, generation: null };
    const note = {
      at: governance.now(),
      actor: await governance.actor(),
      action: version === null ? 'ingest labels' : 'ingest predictions',
      reason: request.reason,
    };
    const entry = sealEntry(state.head, note, events, governance.sha256);
    // After an error the entry may be there all the same: what was published then stays for it, or for the sweep.
    if ((await log.commits.append(entry)) === 'committed') {
      return { ...settled, changed: true, generation: entry.generation };
    }
    await staged.withdraw();
    await waitAfterConflict(governance, log.commits.place, attempt);
    state = await readPredictionLog(log, state);
  }
}
