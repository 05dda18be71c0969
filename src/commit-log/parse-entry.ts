import * as v from 'valibot';
import { GovError } from '../core/errors.js';
import {
  assertReadableSchema,
  hashOfEntry,
  LOG_SCHEMA_VERSION,
  type LogEntry,
  type LogEvent,
  type Sha256,
} from './entry.js';

const entrySchema = v.strictObject({
  schemaVersion: v.literal(LOG_SCHEMA_VERSION),
  generation: v.pipe(v.number(), v.integer(), v.minValue(1)),
  previousHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  at: v.pipe(v.string(), v.isoTimestamp()),
  actor: v.string(),
  action: v.string(),
  reason: v.nullable(v.string()),
  events: v.pipe(v.array(v.looseObject({ type: v.string() })), v.minLength(1)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

/**
 * The text of a log file -> a sealed entry whose hash has been checked.
 * @param place the file, for messages
 * @throws GovError integrity when the text is not such an entry, config when its format is newer than this program.
 */
export function parseEntry(
  text: string,
  generation: number,
  place: string,
  sha256: Sha256,
): LogEntry<LogEvent> {
  const damaged = (what: string, cause?: unknown) =>
    new GovError('integrity', `${place}: generation ${generation} is damaged: ${what}`, {
      hint: 'run dharma-gov audit verify, then restore this file from a backup or from git; after a git merge, run dharma-gov doctor',
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged('not JSON', cause);
  }
  assertReadableSchema(
    (value as { schemaVersion?: unknown } | null)?.schemaVersion,
    LOG_SCHEMA_VERSION,
    place,
  );
  const parsed = v.safeParse(entrySchema, value);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw damaged(`${v.getDotPath(issue) ?? 'entry'}: ${issue.message}`);
  }
  const entry = parsed.output as LogEntry<LogEvent>;
  if (entry.generation !== generation) throw damaged(`it says it is generation ${entry.generation}`);
  let trueHash: string;
  try {
    trueHash = hashOfEntry(entry, sha256);
  } catch (cause) {
    // Nested deeper than the stack reaches: nothing that was sealed here.
    if (cause instanceof RangeError) throw damaged('nested too deeply', cause);
    throw cause;
  }
  if (entry.hash !== trueHash) throw damaged('its content does not match its hash');
  return entry;
}
