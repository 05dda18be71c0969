import { checkChain } from '../../commit-log/chain.js';
import type { ColumnKind } from '../../predictions/column-kind.js';
import { LABELS, PREDICTIONS, type Role } from '../../predictions/columns.js';
import { parsePredictionEvents } from '../../predictions/events.js';
import type { IngestReport, Reject } from '../../predictions/ingest-report.js';
import {
  EMPTY_PREDICTION_LOG,
  foldPredictionLog,
  type PredictionLogState,
} from '../../predictions/log-state.js';
import type { PredictionLog, StageRequest } from '../../predictions/ports.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import type { Version } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';
import { chosenColumns } from './column-roles.js';
import { commitStaged } from './commit-staged.js';
import { judgeRejects } from './judge-rejects.js';

export interface IngestRequest extends Pick<StageRequest, 'inputs' | 'stdin' | 'format' | 'textColumns'> {
  readonly address: Address;
  /** Labels belong to the requests of the model, whatever version answered them. */
  readonly kind: 'predictions' | 'labels';
  /** Null or missing: as configured, else found by their usual names. */
  readonly columns: { readonly [R in Role]?: string | null };
  /** Null: as configured. With more bad rows than these nothing is ingested. */
  readonly maxBadRows: number | null;
  /** Told of the bad rows, at most 100,000, before it is decided whether there are too many. */
  readonly onRejects?: (rejects: readonly Reject[]) => void;
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
        request.onRejects?.(staged.rejects);
        const rejected = await judgeRejects(governance, request, 'ingested', log, staged);
        const rows = {
          settle: (state: PredictionLogState) => staged.settle(state, target.version),
          publish: () => staged.publish(target.version),
          withdraw: () => staged.withdraw(),
        };
        const committed = await commitStaged(governance, rows, {
          commits: log.commits,
          read: (base) => readPredictionLog(log, base),
          before,
          action: target.version === null ? 'ingest labels' : 'ingest predictions',
          reason: request.reason,
          dryRun: request.dryRun,
        });
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
  return {
    inputs,
    stdin,
    format,
    textColumns,
    purpose: version === null ? LABELS : PREDICTIONS,
    columns: chosenColumns(governance.config, columns),
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
