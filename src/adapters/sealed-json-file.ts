import type { Adapter } from 'lowdb';
import { GovError } from '../core/errors.js';
import { replaceFile } from './durable-file.js';
import { spliceJson } from './json-splice.js';
import type { Location } from './location.js';
import { sha256 } from './sha256.js';
import { isJsonObject, type JsonObject, renderSorted } from './sorted-json.js';
import { readBytesIfPresent } from './text-file.js';

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
  /** What was read last, if every byte of it was as this program writes it. */
  private known: { readonly text: Buffer; readonly content: JsonObject } | undefined;

  constructor(private readonly file: Location) {}

  /**
   * @returns null when there is no file
   * @throws GovError input when something else than a JSON object is there
   */
  async read(): Promise<SealedDocument | null> {
    this.known = undefined;
    const text = readBytesIfPresent(this.file);
    if (text === undefined) return null;
    const { contentHash, ...content } = parseObject(text.toString('utf8'));
    if (isUntouched(text, contentHash)) {
      this.known = { text, content };
      return { content, intact: true };
    }
    return { content, intact: isSealed(content, contentHash) };
  }

  /** Content that shares objects with what was read last is written quickly, and they must not have changed since. */
  async write(document: SealedDocument | null): Promise<void> {
    const content = document?.content ?? {};
    const { known } = this;
    const text = (known && spliceJson(known.text, known.content, content)) ?? render(content);
    const body = text.subarray(OPENING.length);
    text.write(sha256(body), OPENING.indexOf(NO_HASH));
    await replaceFile(this.file, text);
  }
}

const NO_HASH = '0'.repeat(64);
const OPENING = renderOpening(NO_HASH);

function renderOpening(contentHash: string): string {
  return `{\n  "contentHash": "${contentHash}",\n`;
}

/** The document but for its hash. */
function render(content: JsonObject): Buffer {
  return Buffer.from(`${OPENING}${renderSorted(content).slice('{\n'.length)}\n`);
}

function isUntouched(text: Buffer, contentHash: unknown): boolean {
  const opening = renderOpening(String(contentHash));
  return (
    text.toString('latin1', 0, opening.length) === opening &&
    sha256(text.subarray(opening.length)) === contentHash
  );
}

/** Whether the content is what was written, though an editor or a formatter may have laid it out anew. */
function isSealed(content: JsonObject, contentHash: unknown): boolean {
  try {
    return sha256(render(content).subarray(OPENING.length)) === contentHash;
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
  if (!isJsonObject(value)) throw new GovError('input', 'not a JSON object');
  return value;
}
