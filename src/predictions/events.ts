import * as v from 'valibot';
import type { LogEntry, LogEvent } from '../commit-log/entry.js';
import { parseEvents } from '../commit-log/parse-events.js';

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const instant = v.pipe(v.string(), v.isoTimestamp());

const column = v.strictObject({
  name: v.string(),
  sqlType: v.string(),
  kind: v.picklist(['integer', 'number', 'text', 'boolean', 'timestamp', 'empty', 'other']),
});

/** Where rows came from. `rejected` rows of the source were set aside, `duplicates` were in the log already. */
const source = v.strictObject({
  name: v.string(),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: count,
});

/** Of every event that names a file of rows. */
export const batchFields = {
  /** Name of the Parquet file in the log's data folder. */
  file: v.pipe(v.string(), v.regex(/^[\w.+-]+\.parquet$/)),
  bytes: count,
  rows: v.pipe(count, v.minValue(1)),
  source,
  rejected: count,
  duplicates: count,
};

/**
 * Rows of one file. A batch is there if and only if this event is. `conflicting` of the duplicates said something else
 * than the row that came first.
 */
const predictionsAdded = v.strictObject({
  type: v.literal('predictions-added'),
  version: v.string(),
  ...batchFields,
  conflicting: count,
  firstAt: instant,
  lastAt: instant,
  /** Of the batch, by the names they are stored under. */
  columns: v.array(column),
});

/** `corrected` labels replaced an earlier one of the same request. Columns: `request_id`, `actual`. */
const labelsAdded = v.strictObject({
  type: v.literal('labels-added'),
  ...batchFields,
  corrected: count,
  actual: column,
});

const predictionEventSchema = v.variant('type', [predictionsAdded, labelsAdded]);

export type PredictionEvent = v.InferOutput<typeof predictionEventSchema>;
export type PredictionsAdded = v.InferOutput<typeof predictionsAdded>;
export type LabelsAdded = v.InferOutput<typeof labelsAdded>;

/** @throws GovError integrity for an event this program does not know. */
export function parsePredictionEvents(
  entries: readonly LogEntry<LogEvent>[],
  place: string,
): LogEntry<PredictionEvent>[] {
  return parseEvents(entries, predictionEventSchema, place);
}
