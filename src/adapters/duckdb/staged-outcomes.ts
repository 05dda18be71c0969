import type { Instant } from '../../core/time.js';
import type { Column } from '../../predictions/column-kind.js';
import { type ColumnAssignment, ROLES } from '../../predictions/columns.js';
import type { Reject } from '../../predictions/ingest-report.js';
import type { OutcomeEvent } from '../../predictions/outcome-events.js';
import type { OutcomeLogState } from '../../predictions/outcome-log-state.js';
import type { SettledOutcomes, StagedOutcomes } from '../../predictions/outcome-ports.js';
import { inside, type Location } from '../location.js';
import { BatchFiles } from './batch-files.js';
import { outcomeValue } from './outcome-checks.js';
import { findDuplicates, fromRemaining, type RowFile } from './prediction-duplicates.js';
import { countKeptLabels, findNewLabels, keptLabels, type LabelFile } from './prediction-labels.js';
import { mergeAssignments, type StagedFile, sumOfRejects } from './prediction-staging.js';
import { readSpan } from './row-span.js';
import { type DuckDbSession, literalPath, quoteName, quoteText } from './session.js';

/** The column of a metric's values, named as that of a label is: an outcome is kept, and read, as a label is. */
export const OUTCOME_VALUE: Column = { name: 'actual', sqlType: 'DOUBLE', kind: 'number' };

const TIMESTAMP: Column = { name: 'timestamp', sqlType: 'TIMESTAMP WITH TIME ZONE', kind: 'timestamp' };
const VERSION = ROLES.version.stored;

/** Rows that are new to the log, and the event that will name their file. */
interface NewRows {
  readonly path: string;
  readonly prefix: string;
  readonly eventOf: (published: { readonly file: string; readonly bytes: number }) => OutcomeEvent;
}

/** Staged input against the log: of each file a batch for every metric, and one for every version it names. */
export class StagedOutcomeFiles implements StagedOutcomes {
  readonly sources: StagedOutcomes['sources'];
  readonly assignment: ColumnAssignment;
  readonly rejectedRows: number;
  readonly rejects: readonly Reject[];
  private readonly batchFiles: BatchFiles;
  private newRows: NewRows[] = [];
  private filesWritten = 0;

  /** @param target folder of the log's files */
  constructor(
    private readonly session: DuckDbSession,
    private readonly files: readonly StagedFile[],
    private readonly target: Location,
    private readonly now: Instant,
  ) {
    this.batchFiles = new BatchFiles(target);
    this.sources = files.map(({ source, rows }) => ({ ...source, rows }));
    this.assignment = mergeAssignments(files);
    ({ rejectedRows: this.rejectedRows, rejects: this.rejects } = sumOfRejects(files));
  }

  async settle(state: OutcomeLogState): Promise<SettledOutcomes> {
    this.newRows = [];
    const outcomes: SettledOutcomes['outcomes'][number][] = [];
    for (const metric of this.assignment.features) outcomes.push(await this.settleMetric(metric, state));
    const exposures: SettledOutcomes['exposures'][number][] = [];
    for (const version of await this.versionsNamed())
      exposures.push(await this.settleVersion(version, state));
    return { outcomes, exposures };
  }

  async publish(): Promise<readonly OutcomeEvent[]> {
    const events: OutcomeEvent[] = [];
    for (const { path, prefix, eventOf } of this.newRows) {
      events.push(eventOf(await this.batchFiles.publish(path, prefix)));
    }
    await this.batchFiles.sync();
    return events;
  }

  withdraw(): Promise<void> {
    return this.batchFiles.withdraw();
  }

  private async settleMetric(metric: string, state: OutcomeLogState) {
    const known = state.outcomes.filter((batch) => batch.metric === metric);
    const staged: (LabelFile | null)[] = [];
    for (const file of this.files) staged.push(await this.valuesOf(file, metric));
    const counts = await findNewLabels(
      this.session,
      staged,
      known.map((batch) => ({ ...batch, actual: OUTCOME_VALUE })),
      this.pathOf,
    );
    for (const [index, { duplicates, corrected }] of counts) {
      const rows = await countKeptLabels(this.session, index);
      const values = staged[index];
      if (rows === 0 || values == null) continue;
      const path = await this.write(2, keptLabels(index, values.path));
      this.newRows.push({
        path,
        prefix: 'outcomes',
        eventOf: (published) => ({
          type: 'outcomes-added',
          metric,
          ...published,
          rows,
          ...this.originOf(index),
          duplicates,
          corrected,
        }),
      });
    }
    const all = [...counts.values()];
    return {
      metric,
      added: sum(all.map(({ added }) => added)),
      duplicates: sum(all.map(({ duplicates }) => duplicates)),
      corrected: sum(all.map(({ corrected }) => corrected)),
    };
  }

  private async valuesOf({ columns, path, source, rows }: StagedFile, metric: string) {
    const column = columns.find(({ name }) => name === metric);
    const value = column === undefined ? null : outcomeValue(column, source.name);
    if (value === null) return null;
    const select = `SELECT request_id, ${value} AS actual FROM read_parquet(${literalPath(path)})
      WHERE request_id IS NOT NULL AND ${quoteName(metric)} IS NOT NULL`;
    return { path: await this.write(2, select), actual: OUTCOME_VALUE, rows };
  }

  private async versionsNamed(): Promise<string[]> {
    const versions = new Set<string>();
    for (const { path } of this.files.filter(namesVersions)) {
      const rows = await this.session.rows(
        `SELECT DISTINCT ${VERSION} AS version FROM read_parquet(${literalPath(path)}) WHERE request_id IS NOT NULL`,
      );
      for (const { version } of rows) versions.add(String(version));
    }
    return [...versions].sort();
  }

  /** A request counts once for a version, at its first instant. */
  private async settleVersion(version: string, state: OutcomeLogState) {
    const known = state.exposures.filter((batch) => batch.version === version);
    const staged: (RowFile | null)[] = [];
    for (const file of this.files) staged.push(await this.exposuresOf(file, version));
    const found = await findDuplicates(
      this.session,
      staged,
      known.map(({ file }) => ({ file, columns: [TIMESTAMP] })),
      this.pathOf,
    );
    let added = 0;
    for (const [index, exposures] of staged.entries()) {
      const duplicates = found.get(index)?.duplicates ?? 0;
      const rows = (exposures?.rows ?? 0) - duplicates;
      if (exposures === null || rows === 0) continue;
      added += rows;
      const path = await this.write(
        2,
        `SELECT request_id, timestamp ${fromRemaining(index, exposures.path)}`,
      );
      const span = await readSpan(this.session, [path]);
      this.newRows.push({
        path,
        prefix: `exposures-${version}`,
        eventOf: (published) => ({
          type: 'exposures-added',
          version,
          ...published,
          rows,
          ...this.originOf(index),
          duplicates,
          ...span,
        }),
      });
    }
    return { version, added, duplicates: sum([...found.values()].map(({ duplicates }) => duplicates)) };
  }

  private async exposuresOf(file: StagedFile, version: string): Promise<RowFile | null> {
    if (!namesVersions(file)) return null;
    const hasInstants = file.columns.some(({ name }) => name === TIMESTAMP.name);
    const at = hasInstants ? TIMESTAMP.name : `TIMESTAMPTZ ${quoteText(this.now)}`;
    const path = await this.write(
      2,
      `SELECT request_id, ${at} AS timestamp FROM read_parquet(${literalPath(file.path)})
        WHERE request_id IS NOT NULL AND ${VERSION} = ${quoteText(version)}`,
    );
    const { rows } = await this.session.row(
      `SELECT count(*)::DOUBLE AS rows FROM read_parquet(${literalPath(path)})`,
    );
    return Number(rows) === 0 ? null : { path, columns: [TIMESTAMP], rows: Number(rows) };
  }

  /** Of the event for a batch from a file. */
  private originOf(index: number) {
    const file = this.files[index];
    if (file === undefined) throw new RangeError(`no file ${index}`);
    return { source: file.source, rejected: file.rejects.rows };
  }

  private async write(columns: number, select: string): Promise<string> {
    const { path } = inside(await this.session.temporaryFolder(), `outcomes-${this.filesWritten++}.parquet`);
    await this.session.writeParquet({ path, columns }, select);
    return path;
  }

  private readonly pathOf = (file: string): string => inside(this.target, file).path;
}

function namesVersions({ columns }: StagedFile): boolean {
  return columns.some(({ name }) => name === VERSION);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
