import { GovError } from '../../core/errors.js';
import { LOG_METRICS } from '../../experiments/metric-spec.js';
import { outcomePurpose, type Role } from '../../predictions/columns.js';
import type { IngestReport } from '../../predictions/ingest-report.js';
import type { OutcomeLogState } from '../../predictions/outcome-log-state.js';
import type {
  OutcomeStageRequest,
  SettledOutcomes,
  StagedOutcomes,
} from '../../predictions/outcome-ports.js';
import { requireModel } from '../../registry/address.js';
import type { Governance } from '../context.js';
import { readOutcomeLog } from '../experiments/read-experiment.js';
import { loadRegistry } from '../registry/registry-store.js';
import { chosenColumns } from './column-roles.js';
import { commitStaged } from './commit-staged.js';
import { judgeRejects } from './judge-rejects.js';

export interface RecordRequest extends Pick<OutcomeStageRequest, 'inputs' | 'stdin' | 'format'> {
  readonly model: string;
  /** Columns to record; null: all that are nothing else. */
  readonly metrics: readonly string[] | null;
  /** Null or missing: as configured, else found by their usual names. */
  readonly columns: { readonly [R in Role]?: string | null };
  /** Null: as configured. With more bad rows than these nothing is recorded. */
  readonly maxBadRows: number | null;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

/** What was recorded, or would be. */
export interface RecordReport
  extends SettledOutcomes,
    Pick<IngestReport, 'sources' | 'rejected' | 'columns' | 'dryRun' | 'changed'> {
  readonly model: string;
  /** Of the log of outcomes; null when nothing was added. */
  readonly generation: number | null;
}

/**
 * Records what came of requests, and which version served them where no prediction says so: all of the input or nothing.
 *
 * Nothing counts twice: an outcome is known by request id and metric, and the last one stays; who served a request by
 * version and request id, and the first instant stays.
 * @throws GovError input when the input cannot be read or has too many bad rows, usage when its columns are unclear,
 * conflict when others keep committing.
 */
export async function recordOutcomes(governance: Governance, request: RecordRequest): Promise<RecordReport> {
  const { state } = await loadRegistry(governance);
  const model = requireModel(state, request.model);
  const log = await governance.openOutcomeLog(model.name);
  const before = await readOutcomeLog(log);
  const { inputs, stdin, format, dryRun } = request;
  const report = await governance.withProgress(`reading ${inputs.join(', ')}`, (onProgress) =>
    log.stage(
      {
        inputs,
        stdin,
        format,
        onProgress,
        purpose: outcomePurpose(request.metrics),
        columns: chosenColumns(governance.config, request.columns),
        versions: Object.keys(model.versions),
        now: governance.now(),
      },
      async (staged) => {
        assertRecordable(staged);
        const rejected = await judgeRejects(governance, request, 'recorded', log, staged);
        const committed = await commitStaged(governance, staged, {
          commits: log.commits,
          read: (base: OutcomeLogState) => readOutcomeLog(log, base),
          before,
          action: 'record outcomes',
          reason: request.reason,
          dryRun,
        });
        return {
          model: model.name,
          sources: staged.sources,
          ...committed,
          rejected,
          columns: staged.assignment.roles,
          dryRun,
        };
      },
    ),
  );
  if (!dryRun) await log.sweep(await readOutcomeLog(log, before));
  return report;
}

/** @throws GovError usage for input that says nothing, or names a metric that comes from elsewhere. */
function assertRecordable({ assignment, sources }: StagedOutcomes): void {
  const place = sources.map(({ name }) => name).join(', ');
  const { features, roles } = assignment;
  if (features.length === 0 && roles.version === undefined) {
    throw new GovError('usage', `${place}: has no column to record`, {
      hint: 'beside the request id it needs a metric, or the version that served the request',
    });
  }
  const taken = features.find((name) => (LOG_METRICS as readonly string[]).includes(name));
  if (taken !== undefined) {
    throw new GovError('usage', `${place}: ${taken} comes from the prediction log by itself`, {
      hint: 'rename the column, or name the others to record: --metric revenue',
    });
  }
  const odd = features.find((name) => name.includes(':'));
  if (odd === undefined) return;
  throw new GovError('usage', `${place}: column "${odd}" cannot name a metric`, {
    hint: 'rename it: a colon ends the name in --metric of ab-test start',
  });
}
