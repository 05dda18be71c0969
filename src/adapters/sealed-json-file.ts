import type { Adapter } from 'lowdb';
import { GovError } from '../core/errors.js';
import { replaceFile } from './durable-file.js';
import type { Location } from './location.js';
import { sha256 } from './sha256.js';
import { readBytesIfPresent } from './text-file.js';

export type JsonObject = { readonly [key: string]: unknown };

export interface SealedDocument {
  readonly content: JsonObject;
  /** Whether the content is what was written. White space and the order of keys are free. */
  readonly intact: boolean;
}

/**
 * Where lowdb keeps a document: indented JSON with sorted keys, whose first one, `contentHash`, is the SHA-256 of all
 * that follows its line (`tail -n +3 registry.json | sha256sum`). lowdb's own file adapter shares one temporary name among all writers, does not wait for the
 * disk, and changes permissions and symbolic links.
 */
export class SealedJsonFile implements Adapter<SealedDocument | null> {
  constructor(private readonly file: Location) {}

  /**
   * @returns null when there is no file
   * @throws GovError input when something else than a JSON object is there
   */
  async read(): Promise<SealedDocument | null> {
    const bytes = readBytesIfPresent(this.file);
    if (bytes === undefined) return null;
    const { contentHash, ...content } = parseObject(bytes.toString('utf8'));
    return { content, intact: isSealed(bytes, content, contentHash) };
  }

  async write(document: SealedDocument | null): Promise<void> {
    const body = renderBody(document?.content ?? {});
    await replaceFile(this.file, Buffer.concat([renderOpening(sha256(body)), body]));
  }
}

function renderOpening(contentHash: string): Buffer {
  return Buffer.from(`{\n  "contentHash": "${contentHash}",\n`);
}

/** All of the document but the line of its opening brace. */
function renderBody(content: JsonObject): Buffer {
  return Buffer.from(`${JSON.stringify(withSortedKeys(content), null, 2)}\n`).subarray('{\n'.length);
}

function isSealed(bytes: Buffer, content: JsonObject, contentHash: unknown): boolean {
  if (typeof contentHash !== 'string') return false;
  const opening = renderOpening(contentHash);
  const body = bytes.subarray(opening.length);
  if (bytes.subarray(0, opening.length).equals(opening) && sha256(body) === contentHash) return true;
  // Perhaps an editor or a formatter laid it out anew; five times as slow as the check above.
  try {
    return sha256(renderBody(content)) === contentHash;
  } catch (error) {
    // Nested deeper than the stack reaches: nothing that was written here.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GovError('input', 'not JSON', { cause });
  }
  // lowdb would take `0`, `""` or `null` for a missing file.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GovError('input', 'not a JSON object');
  }
  return value as JsonObject;
}

/**
 * The same value with the keys of every object in order. Nearly all of a large document has been read from a sorted
 * one, so what is sorted is handed back as it is: a replacer for `JSON.stringify` would take four times as long.
 */
function withSortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(withSortedKeys);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const object = value as JsonObject;
  const keys = Object.keys(object);
  const isSorted = keys.every((key, index) => index === 0 || key > (keys[index - 1] ?? ''));
  if (!isSorted) keys.sort();
  const items = keys.map((key) => withSortedKeys(object[key]));
  if (isSorted && items.every((item, index) => item === object[keys[index] ?? ''])) return value;
  // Without a prototype even a key called __proto__ is one like any other.
  const sorted: Record<string, unknown> = Object.create(null);
  for (const [index, key] of keys.entries()) sorted[key] = items[index];
  return sorted;
}
