import type { LogEntry } from '../../commit-log/entry.js';
import type { CommitLog, LogSurvey } from '../../commit-log/port.js';
import type { Instant } from '../../core/time.js';
import type { Governance } from '../../governance/context.js';
import { storedColumns } from '../../governance/performance/open-performance.js';
import { periodEnd } from '../../performance/period.js';
import { type PredictionEvent, parsePredictionEvents } from '../../predictions/events.js';
import type { PredictionLogState } from '../../predictions/log-state.js';

/** The newest prediction of a version before an instant; null before the first. */
export type NewestBefore = (version: string, at: Instant) => Instant | null;

/**
 * The log of predictions as it was at an instant, by when they were made: when they were ingested does not matter.
 * Labels are all there, since nothing tells when they came.
 */
export async function openPastLog(
  commits: CommitLog & LogSurvey,
  now: () => Instant,
  newestBefore: NewestBefore,
): Promise<CommitLog & LogSurvey> {
  const { place } = commits;
  const all = parsePredictionEvents(await commits.readFrom(1), place);
  return {
    place,
    survey: () => commits.survey(),
    append: () => Promise.reject(new RangeError('a rehearsal ingests nothing')),
    readFrom: async (generation) => {
      const at = now();
      return all.slice(generation - 1).map(
        (entry): LogEntry<PredictionEvent> => ({
          ...entry,
          events: entry.events.flatMap((event) => asOf(event, at, newestBefore)),
        }),
      );
    },
  };
}

function asOf(event: PredictionEvent, at: Instant, newestBefore: NewestBefore): PredictionEvent[] {
  if (event.type !== 'predictions-added' || event.lastAt < at) return [event];
  if (event.firstAt >= at) return [];
  const newest = newestBefore(event.version, at);
  return newest === null ? [] : [{ ...event, lastAt: newest }];
}

/** Of each day that has predictions: where it ends, and its last prediction; oldest first. */
export type PredictionDays = readonly { readonly end: Instant; readonly lastAt: Instant }[];

/** Reads when the predictions of a version were made. Those from `to` on are left out. */
export function readDays(
  governance: Governance,
  model: string,
  state: PredictionLogState,
  { version, to }: { readonly version: string; readonly to: Instant },
): Promise<PredictionDays> {
  return governance.withPerformanceData(async (data) => {
    const table = await data.openWindow(model, state, { version, from: null, to });
    if (table.columns.length === 0) return [];
    const { timestamp } = storedColumns(table);
    const columns = {
      prediction: null,
      actual: null,
      probability: null,
      latencyMs: null,
      error: null,
      timestamp,
    };
    const rows = table.measure(columns, { kind: 'period', period: 'day' });
    const days = await rows.counts('classification', true);
    return [...days].flatMap(([startMs, { lastAtMs }]) =>
      lastAtMs === null ? [] : [{ end: periodEnd(startMs, 'day'), lastAt: new Date(lastAtMs).toISOString() }],
    );
  });
}

/** @param at the end of a day, or later than every prediction */
export function newestOfDays(days: PredictionDays, at: Instant): Instant | null {
  return days.findLast(({ end, lastAt }) => end <= at || lastAt < at)?.lastAt ?? null;
}
