import type { Column } from '../../predictions/column-kind.js';
import { type ColumnAssignment, type Purpose, ROLES } from '../../predictions/columns.js';
import type { LabelsAdded, PredictionEvent, PredictionsAdded } from '../../predictions/events.js';
import type {
  IngestedLabels,
  IngestedPredictions,
  IngestReport,
  Reject,
} from '../../predictions/ingest-report.js';
import type { PredictionLogState } from '../../predictions/log-state.js';
import type { SettledInput, StagedInput } from '../../predictions/ports.js';
import { inside, type Location } from '../location.js';
import { BatchFiles } from './batch-files.js';
import { findDuplicates, fromRemaining } from './prediction-duplicates.js';
import { countKeptLabels, findNewLabels, keptLabels, type LabelCount } from './prediction-labels.js';
import { mergeAssignments, type StagedFile, sumOfRejects } from './prediction-staging.js';
import { readSpan } from './row-span.js';
import { type DuckDbSession, quoteName } from './session.js';

const ACTUAL = ROLES.actual.stored;

/** What is left to be added of one staged file. */
interface Remainder {
  /** Parquet file with the rows; null when none is left. */
  readonly path: string | null;
  /** Whether the file holds nothing but those rows. */
  readonly exact: boolean;
  readonly rows: number;
  readonly duplicates: number;
  readonly conflicting: number;
}

/** Staged input against the log. A file of it becomes a batch of predictions, one of labels, both or none. */
export class StagedFiles implements StagedInput {
  readonly sources: IngestReport['sources'];
  readonly assignment: ColumnAssignment;
  readonly rejectedRows: number;
  readonly rejects: readonly Reject[];
  private remainders: readonly Remainder[];
  private labelCounts: ReadonlyMap<number, LabelCount> = new Map();
  private batchesSeen = 0;
  private filesWritten = 0;
  private readonly batchFiles: BatchFiles;

  /** @param target folder of the log's files */
  constructor(
    private readonly session: DuckDbSession,
    private readonly files: readonly StagedFile[],
    private readonly purpose: Purpose,
    private readonly target: Location,
  ) {
    this.batchFiles = new BatchFiles(target);
    this.sources = files.map(({ source, rows }) => ({ ...source, rows }));
    this.assignment = mergeAssignments(files);
    ({ rejectedRows: this.rejectedRows, rejects: this.rejects } = sumOfRejects(files));
    this.remainders = files.map(({ path, rows, rowsRead }) => ({
      path: purpose.features && rows > 0 ? path : null,
      exact: rows === rowsRead,
      rows,
      duplicates: 0,
      conflicting: 0,
    }));
  }

  async settle(state: PredictionLogState, version: string | null): Promise<SettledInput> {
    if (version !== null) await this.leaveOutDuplicates(state, version);
    const labelFiles = this.files.map(({ path, columns, rows }) => {
      const actual = columns.find(({ name }) => name === ACTUAL);
      return actual === undefined ? null : { path, actual, rows };
    });
    this.labelCounts = await findNewLabels(this.session, labelFiles, state.labels, this.pathOf);
    return {
      predictions: this.purpose.features ? await this.sumPredictions() : null,
      labels: labelFiles.some((file) => file !== null) ? sumLabels([...this.labelCounts.values()]) : null,
    };
  }

  async publish(version: string | null): Promise<readonly PredictionEvent[]> {
    const events: PredictionEvent[] = [];
    for (const index of this.files.keys()) {
      if (version !== null) events.push(...(await this.publishPredictions(index, version)));
      events.push(...(await this.publishLabels(index)));
    }
    await this.batchFiles.sync();
    return events;
  }

  withdraw(): Promise<void> {
    return this.batchFiles.withdraw();
  }

  private readonly pathOf = (file: string): string => inside(this.target, file).path;

  /** Compares with batches that have come since the last time only. */
  private async leaveOutDuplicates(state: PredictionLogState, version: string): Promise<void> {
    const newer = state.predictions.slice(this.batchesSeen).filter((batch) => batch.version === version);
    this.batchesSeen = state.predictions.length;
    const rowFiles = this.remainders.map(({ path, rows }, index) =>
      path === null ? null : { path, rows, columns: at(this.files, index).columns },
    );
    const found = await findDuplicates(this.session, rowFiles, newer, this.pathOf);
    const remainders: Remainder[] = [];
    for (const [index, before] of this.remainders.entries()) {
      const { duplicates, conflicting } = found.get(index) ?? { duplicates: 0, conflicting: 0 };
      const rows = before.rows - duplicates;
      const path = before.path === null || rows === 0 ? null : before.path;
      const unchanged = path === null || (before.exact && duplicates === 0);
      remainders.push({
        path: unchanged ? path : await this.copyRemaining(index, path),
        exact: true,
        rows,
        duplicates: before.duplicates + duplicates,
        conflicting: before.conflicting + conflicting,
      });
    }
    this.remainders = remainders;
  }

  private async copyRemaining(index: number, path: string): Promise<string> {
    const names = this.storedColumns(index).map(({ name }) => quoteName(name));
    return this.writeParquet(names.length, `SELECT ${names.join(', ')} ${fromRemaining(index, path)}`);
  }

  private storedColumns(index: number): Column[] {
    const columns = this.files[index]?.columns ?? [];
    return columns
      .filter(({ name }) => name !== ACTUAL)
      .map(({ name, sqlType, kind }) => ({ name, sqlType, kind }));
  }

  private async writeParquet(columns: number, select: string): Promise<string> {
    const { path } = inside(await this.session.temporaryFolder(), `rows-${this.filesWritten++}.parquet`);
    await this.session.writeParquet({ path, columns }, select);
    return path;
  }

  private async sumPredictions(): Promise<IngestedPredictions> {
    const paths = this.remainders.flatMap(({ path }) => (path === null ? [] : [path]));
    return {
      added: sum(this.remainders.map(({ path, rows }) => (path === null ? 0 : rows))),
      duplicates: sum(this.remainders.map(({ duplicates }) => duplicates)),
      conflicting: sum(this.remainders.map(({ conflicting }) => conflicting)),
      ...(paths.length === 0 ? { firstAt: null, lastAt: null } : await readSpan(this.session, paths)),
    };
  }

  private async publishPredictions(index: number, version: string): Promise<PredictionsAdded[]> {
    const { path, rows, duplicates, conflicting } = at(this.remainders, index);
    if (path === null) return [];
    const { source, rejects } = at(this.files, index);
    return [
      {
        type: 'predictions-added',
        version,
        ...(await this.batchFiles.publish(path, `predictions-${version}`)),
        rows,
        source,
        rejected: rejects.rows,
        duplicates,
        conflicting,
        ...(await readSpan(this.session, [path])),
        columns: this.storedColumns(index),
      },
    ];
  }

  private async publishLabels(index: number): Promise<LabelsAdded[]> {
    const counts = this.labelCounts.get(index);
    const { source, rejects, columns, path: staged } = at(this.files, index);
    const actual = columns.find(({ name }) => name === ACTUAL);
    if (counts === undefined || actual === undefined) return [];
    const { name, sqlType, kind } = actual;
    const rows = await countKeptLabels(this.session, index);
    if (rows === 0) return [];
    const path = await this.writeParquet(2, keptLabels(index, staged));
    return [
      {
        type: 'labels-added',
        ...(await this.batchFiles.publish(path, 'labels')),
        rows,
        source,
        rejected: this.purpose.features ? 0 : rejects.rows,
        duplicates: counts.duplicates,
        corrected: counts.corrected,
        actual: { name, sqlType, kind },
      },
    ];
  }
}

function sumLabels(counts: readonly LabelCount[]): IngestedLabels {
  return {
    added: sum(counts.map(({ added }) => added)),
    duplicates: sum(counts.map(({ duplicates }) => duplicates)),
    corrected: sum(counts.map(({ corrected }) => corrected)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index}`);
  return item;
}
