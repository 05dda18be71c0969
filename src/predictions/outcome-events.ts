import * as v from 'valibot';
import type { LogEntry, LogEvent } from '../commit-log/entry.js';
import { parseEvents } from '../commit-log/parse-events.js';
import { batchFields, count, instant } from './events.js';

/**
 * Values of one metric from one file. `corrected` of them replaced an earlier one of the same request. Columns:
 * `request_id`, `actual` (DOUBLE), as a label has them.
 */
const outcomesAdded = v.strictObject({
  type: v.literal('outcomes-added'),
  metric: v.string(),
  ...batchFields,
  corrected: count,
});

/** Requests that a version served, where no prediction says so. Columns: `request_id`, `timestamp`. */
const exposuresAdded = v.strictObject({
  type: v.literal('exposures-added'),
  version: v.string(),
  ...batchFields,
  firstAt: instant,
  lastAt: instant,
});

const outcomeEventSchema = v.variant('type', [outcomesAdded, exposuresAdded]);

export type OutcomeEvent = v.InferOutput<typeof outcomeEventSchema>;
export type OutcomesAdded = v.InferOutput<typeof outcomesAdded>;
export type ExposuresAdded = v.InferOutput<typeof exposuresAdded>;

/** @throws GovError integrity for an event this program does not know. */
export function parseOutcomeEvents(
  entries: readonly LogEntry<LogEvent>[],
  place: string,
): LogEntry<OutcomeEvent>[] {
  return parseEvents(entries, outcomeEventSchema, place);
}
