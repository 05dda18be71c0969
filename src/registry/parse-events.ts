import * as v from 'valibot';
import type { LogEntry, LogEvent } from '../commit-log/entry.js';
import { GovError } from '../core/errors.js';
import { type RegistryEvent, registryEventSchema } from './events.js';

/**
 * Reads the events of sealed entries as registry events.
 * @throws GovError integrity naming the generation, when a sealed entry holds an event this program does not know.
 */
export function parseRegistryEvents(
  entries: readonly LogEntry<LogEvent>[],
  place: string,
): LogEntry<RegistryEvent>[] {
  return entries.map((entry) => {
    const parsed = v.safeParse(v.array(registryEventSchema), entry.events);
    if (!parsed.success) {
      const issue = parsed.issues[0];
      throw new GovError(
        'integrity',
        `${place}: generation ${entry.generation}: events.${v.getDotPath(issue) ?? ''}: ${issue.message}`,
        { hint: 'a newer dharma-gov may have written it: check dharma-gov --version' },
      );
    }
    return { ...entry, events: parsed.output };
  });
}
