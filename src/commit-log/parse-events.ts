import * as v from 'valibot';
import { GovError } from '../core/errors.js';
import type { LogEntry, LogEvent } from './entry.js';

/**
 * Reads the events of sealed entries as those of one kind of log.
 * @param schema of one event
 * @throws GovError integrity naming the generation, when an entry holds an event this program does not know.
 */
export function parseEvents<Event>(
  entries: readonly LogEntry<LogEvent>[],
  schema: v.GenericSchema<unknown, Event>,
  place: string,
): LogEntry<Event>[] {
  const events = v.array(schema);
  return entries.map((entry) => {
    const parsed = v.safeParse(events, entry.events);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      throw new GovError(
        'integrity',
        `${place}: generation ${entry.generation}: events.${v.getDotPath(issue) ?? ''}: ${issue.message}`,
        { hint: 'a newer dharma-gov may have written it: check dharma-gov --version' },
      );
    }
    return { ...entry, events: parsed.output };
  });
}
