import { GovError } from '../core/errors.js';

/** The two entries that two branches both wrote as the same generation. */
export interface MergeConflict {
  readonly ours: string;
  readonly theirs: string;
}

/** Finds git's conflict marks in the text of a log file; undefined when there are none. */
export function findMergeConflict(text: string): MergeConflict | undefined {
  const match = /^<{7}[^\n]*\n([\s\S]*?)^(?:\|{7}[^\n]*\n[\s\S]*?^)?={7}\n([\s\S]*?)^>{7}/m.exec(text);
  if (match === null) return undefined;
  const [, ours = '', theirs = ''] = match;
  return { ours: describeSide(ours), theirs: describeSide(theirs) };
}

/** `promote by ada: elec-price@1.1.0`. */
function describeSide(text: string): string {
  try {
    const { action, actor, events } = JSON.parse(text) as {
      action: string;
      actor: string;
      events: Record<string, unknown>[];
    };
    const subjects = new Set(events.map(({ model, version }) => [model, version].filter(Boolean).join('@')));
    return `${action} by ${actor}: ${[...subjects].filter(Boolean).join(', ')}`;
  } catch (cause) {
    throw new GovError('integrity', 'one side of the merge conflict is not a log entry', { cause });
  }
}
