import { EMPTY_HEAD, headOf, type LogEntry, type LogHead } from '../commit-log/entry.js';
import type { ExposuresAdded, OutcomeEvent, OutcomesAdded } from './outcome-events.js';

/** What was recorded of a model's requests, in the order it was committed. */
export interface OutcomeLogState {
  readonly head: LogHead;
  readonly outcomes: readonly OutcomesAdded[];
  readonly exposures: readonly ExposuresAdded[];
}

export const EMPTY_OUTCOME_LOG: OutcomeLogState = { head: EMPTY_HEAD, outcomes: [], exposures: [] };

/** The state after `entries`. */
export function foldOutcomeLog(
  base: OutcomeLogState,
  entries: readonly LogEntry<OutcomeEvent>[],
): OutcomeLogState {
  const last = entries.at(-1);
  if (last === undefined) return base;
  const events = entries.flatMap((entry) => entry.events);
  return {
    head: headOf(last),
    outcomes: [...base.outcomes, ...events.filter((event) => event.type === 'outcomes-added')],
    exposures: [...base.exposures, ...events.filter((event) => event.type === 'exposures-added')],
  };
}

/** The files that the log knows. Any other file in its folder is a leftover. */
export function outcomeFilesOf(state: OutcomeLogState): ReadonlySet<string> {
  return new Set([...state.outcomes, ...state.exposures].map(({ file }) => file));
}
