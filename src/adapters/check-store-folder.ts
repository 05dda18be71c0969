import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CheckRecord, parseCheckRecord, type Unreadable } from '../checks/check-record.js';
import type { CheckStore, StoredCheck } from '../checks/ports.js';
import { GovError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import { syncFolder } from './durable-file.js';
import { fileError, isMissing } from './file-errors.js';
import { linesFromEnd } from './lines-from-end.js';
import { inside, type Location } from './location.js';
import { sha256 } from './sha256.js';

const MONTH_FILE = /^\d{4}-\d\d\.jsonl$/;
const NEWLINE = 0x0a;

/** A neighbour that is killed in the middle of a line can spoil the next one; so many in a row are no chance. */
const MAX_ATTEMPTS = 5;

/**
 * A folder a model, a file a month, a line a check: canonical JSON with `hash`, the SHA-256 of the rest of it. Any
 * number of processes append at once; the order of lines is the order of checks.
 */
export class CheckStoreFolder implements CheckStore {
  constructor(private readonly folder: Location) {}

  async append(record: CheckRecord): Promise<void> {
    const folder = inside(this.folder, record.model);
    const file = inside(folder, `${record.at.slice(0, 7)}.jsonl`);
    const line = renderLine(record);
    try {
      await mkdir(folder.path, { recursive: true });
      await appendLine(file, line);
    } catch (error) {
      throw fileError(error, 'write', file.place);
    }
    // Any of them may be new, made by us or by a neighbour that was killed before it came to this.
    for (const { path, place } of [folder, this.folder]) {
      await syncFolder({ path, place });
    }
    await syncFolder({ path: dirname(this.folder.path), place: dirname(this.folder.place) });
  }

  async *newestFirst(model: string): AsyncGenerator<StoredCheck> {
    const folder = inside(this.folder, model);
    for (const name of (await listNames(folder)).sort().reverse()) {
      const file = inside(folder, name);
      for (const { text, number } of linesFromEnd(file)) {
        if (text === '') continue;
        const parsed = parseLine(text);
        if ('problem' in parsed) {
          yield { damage: { place: file.place, line: number(), ...parsed } };
        } else yield { record: parsed };
      }
    }
  }
}

async function listNames(folder: Location): Promise<string[]> {
  try {
    return (await readdir(folder.path)).filter((name) => MONTH_FILE.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError(error, 'list', folder.place);
  }
}

function renderLine(record: CheckRecord): string {
  return canonicalJson({ ...record, hash: sha256(canonicalJson(record)) });
}

function parseLine(text: string): CheckRecord | Unreadable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return damaged('not JSON: a check that was stopped while it wrote leaves such a line');
  }
  if (typeof json !== 'object' || json === null) return damaged('not a JSON object');
  const { hash, ...content } = json as Record<string, unknown>;
  const parsed = parseCheckRecord(content);
  if ('problem' in parsed) return parsed;
  return hash === sha256(canonicalJson(parsed)) ? parsed : damaged('its content does not match its hash');
}

function damaged(problem: string): Unreadable {
  return { problem, isNewer: false };
}

/** Appends a line of its own, whatever state the file was left in, and waits until it is on the disk. */
async function appendLine(file: Location, line: string): Promise<void> {
  const handle = await open(file.path, 'a+', 0o644);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new GovError('input', `cannot write ${file.place}: it is not a regular file`);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const start = (await handle.stat()).size;
      const opening = start === 0 || (await readBytes(handle, start - 1, start))[0] === NEWLINE ? '' : '\n';
      // One call, so that lines of others come before or after it; what it leaves unwritten is never continued, since
      // others may have written by then.
      await handle.write(Buffer.from(`${opening}${line}\n`));
      await handle.sync();
      if (await holdsLine(handle, start, line)) return;
    }
  } finally {
    await handle.close();
  }
  throw new GovError('unavailable', `cannot write ${file.place}: lines do not come out whole`, {
    hint: 'check the disk, then run it again',
  });
}

async function holdsLine(handle: FileHandle, start: number, line: string): Promise<boolean> {
  const written = await readBytes(handle, start, (await handle.stat()).size);
  return written.toString('utf8').split('\n').slice(0, -1).includes(line);
}

async function readBytes(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, end - start));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}
