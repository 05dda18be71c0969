import type { ReadingsRequest } from '../../experiments/readings.js';
import type { RecordedUnits } from '../../governance/experiments/experiment-data.js';
import { planWindow } from '../../predictions/window.js';
import { inside, type Location } from '../location.js';
import { isLogMetric, LABEL_METRICS, logMetricValue, UNKNOWN } from './log-metrics.js';
import { outcomeFolder } from './outcome-log-folder.js';
import { selectFromFiles } from './parquet-files.js';
import { labelsOf } from './prediction-labels.js';
import { predictionFolder } from './prediction-log-folder.js';
import {
  instantsWithin,
  NO_REQUESTS,
  openPredictionWindow,
  type PredictionWindow,
  requireFile,
} from './prediction-window.js';
import { OUTCOME_VALUE } from './staged-outcomes.js';

/** What is known of a model's units, and the files it lies in. */
export interface UnitFiles extends RecordedUnits {
  readonly predictionFiles: Location;
  readonly outcomeFiles: Location;
}

/** @throws GovError integrity when a file of recorded outcomes is not there. */
export function findUnitFiles(data: Location, recorded: RecordedUnits): UnitFiles {
  const outcomeFiles = inside(outcomeFolder(data, recorded.model), 'data');
  const { outcomes, exposures } = recorded.outcomes;
  for (const { file, bytes } of [...outcomes, ...exposures]) requireFile(inside(outcomeFiles, file), bytes);
  return {
    ...recorded,
    predictionFiles: inside(predictionFolder(data, recorded.model), 'data'),
    outcomeFiles,
  };
}

/**
 * The units of a version as SQL to use after FROM: who is in the prediction log, and whoever else was recorded with the
 * version. A bucket is a condition on `request_id`.
 */
export class VersionUnits {
  private readonly window: PredictionWindow;
  /** At least as many as there are. */
  readonly maxUnits: number;

  /** @throws GovError integrity when a file of the prediction log is not there. */
  constructor(
    private readonly files: UnitFiles,
    readonly version: string,
    private readonly request: ReadingsRequest,
  ) {
    const { from, to } = request;
    const span = { version, from, to };
    this.window = openPredictionWindow(files.predictionFiles, files.predictions, span);
    const { batches } = planWindow(files.predictions, span);
    this.maxUnits = [...batches, ...this.exposures].reduce((sum, { rows }) => sum + rows, 0);
  }

  /** `request_id` and `timestamp`, a row a unit. */
  idsIn(bucket: string): string {
    return `(SELECT request_id, timestamp FROM ${this.predicted(bucket)} UNION ALL ${this.othersIn(bucket)})`;
  }

  /** The same with the value of each metric, `m0`, `m1`, …: DOUBLE, null where it is not known. */
  valuesIn(bucket: string): string {
    const { metrics } = this.request;
    const values = metrics.map((metric, index) =>
      this.isRecorded(metric) ? '' : `, ${this.logValue(metric)} AS m${index}`,
    );
    const outcomes = metrics.map((metric, index) =>
      this.isRecorded(metric)
        ? ` LEFT JOIN (SELECT request_id, actual AS m${index} FROM ${this.outcomesIn(metric, bucket)}) USING (request_id)`
        : '',
    );
    return `((SELECT request_id, timestamp${values.join('')} FROM ${this.predicted(bucket)}${this.labelsIn(bucket)}
      UNION ALL BY NAME ${this.othersIn(bucket)})${outcomes.join('')})`;
  }

  private predicted(bucket: string): string {
    return `(SELECT * FROM ${this.window.relation} WHERE ${bucket})`;
  }

  /** A query for units that no prediction tells of. */
  private othersIn(bucket: string): string {
    const where = `WHERE ${bucket} AND ${instantsWithin(this.request)}`;
    const exposed =
      this.exposures.length === 0
        ? NO_REQUESTS
        : selectFromFiles(
            this.exposures.map(({ file }, number) => ({ path: this.pathOfOutcome(file), number })),
            () => 'all alike',
            (_first, from) => `SELECT request_id, timestamp FROM ${from} ${where}`,
          );
    return `SELECT request_id, timestamp FROM ${exposed} ANTI JOIN ${this.predicted(bucket)} USING (request_id)`;
  }

  private get exposures() {
    return this.files.outcomes.exposures.filter(({ version }) => version === this.version);
  }

  private logValue(metric: string): string {
    const actual = this.window.labelled?.actual;
    const columns = actual === undefined ? this.window.columns : [...this.window.columns, actual];
    return isLogMetric(metric) ? logMetricValue(metric, columns) : UNKNOWN;
  }

  private labelsIn(bucket: string): string {
    const actual = this.window.labelled?.actual;
    const needed = this.request.metrics.some((metric) => LABEL_METRICS.includes(metric));
    if (actual === undefined || !needed) return '';
    const pathOf = (file: string) => inside(this.files.predictionFiles, file).path;
    const labels = labelsOf(this.files.predictions.labels, actual.sqlType, pathOf, bucket);
    return ` LEFT JOIN ${labels} USING (request_id)`;
  }

  private isRecorded(metric: string): boolean {
    return !isLogMetric(metric) && this.files.outcomes.outcomes.some((batch) => batch.metric === metric);
  }

  private outcomesIn(metric: string, bucket: string): string {
    const batches = this.files.outcomes.outcomes.filter((batch) => batch.metric === metric);
    const values = batches.map((batch) => ({ ...batch, actual: OUTCOME_VALUE }));
    return labelsOf(values, OUTCOME_VALUE.sqlType, this.pathOfOutcome, bucket);
  }

  private readonly pathOfOutcome = (file: string): string => inside(this.files.outcomeFiles, file).path;
}
