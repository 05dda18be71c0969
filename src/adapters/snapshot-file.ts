import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Low } from 'lowdb';
import * as v from 'valibot';
import { assertReadableSchema } from '../commit-log/entry.js';
import { GovError } from '../core/errors.js';
import type { SnapshotReading, SnapshotStore } from '../registry/ports.js';
import type { RegistryState } from '../registry/state.js';
import { sweepTemporaries } from './durable-file.js';
import type { Location } from './location.js';
import { type SealedDocument, SealedJsonFile } from './sealed-json-file.js';

const SNAPSHOT_SCHEMA_VERSION = 1;

/**
 * `generation`, `hash` and `updatedAt` are those of the last log entry that went in: they decide where folding goes on,
 * so their shape is checked. That of the models is not: the seal vouches for what this program wrote, whoever can
 * forge the seal can forge any shape, and the log has the last word.
 */
const contentSchema = v.object({
  schemaVersion: v.literal(SNAPSHOT_SCHEMA_VERSION),
  generation: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  updatedAt: v.nullable(v.string()),
  id: v.nullable(v.string()),
  models: v.custom<RegistryState['models']>((models) => typeof models === 'object' && models !== null),
});

/** The state of a registry as a JSON document (`registry.json`) that a person can read and compare. */
export function openSnapshotFile(file: Location): SnapshotStore {
  const document = new SealedJsonFile(file);
  return {
    place: file.place,
    read: () => readSnapshot(document, file.place),
    write: (state) => writeSnapshot(document, file, state),
  };
}

async function readSnapshot(document: SealedJsonFile, place: string): Promise<SnapshotReading> {
  // A database of its own for each reading: a file that has gone would leave an older reading's data in place.
  const database = new Low<SealedDocument | null>(document, null);
  try {
    await database.read();
  } catch (error) {
    // Something else is in its place: a folder, a pipe, a text that is not JSON.
    if (error instanceof GovError && error.kind === 'input') return damaged(error.message);
    throw error;
  }
  return database.data === null ? { kind: 'missing' } : judge(database.data, place);
}

function judge({ content, intact }: SealedDocument, place: string): SnapshotReading {
  assertReadableSchema(content.schemaVersion, SNAPSHOT_SCHEMA_VERSION, place);
  const parsed = v.safeParse(contentSchema, content);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return damaged(`${v.getDotPath(issue) ?? 'document'}: ${issue.message}`);
  }
  if (!intact) return { kind: 'edited' };
  const { generation, hash, updatedAt, id, models } = parsed.output;
  return { kind: 'current', state: { head: { generation, hash, at: updatedAt }, id, models } };
}

async function writeSnapshot(
  document: SealedJsonFile,
  file: Location,
  { head, id, models }: RegistryState,
): Promise<void> {
  const content = {
    schemaVersion: SNAPSHOT_SCHEMA_VERSION,
    generation: head.generation,
    hash: head.hash,
    updatedAt: head.at,
    id,
    models,
  };
  await new Low<SealedDocument | null>(document, { content, intact: true }).write();
  const folder = dirname(file.path);
  await sweepTemporaries(folder, await readdir(folder).catch(() => []));
}

function damaged(problem: string): SnapshotReading {
  return { kind: 'damaged', problem };
}
