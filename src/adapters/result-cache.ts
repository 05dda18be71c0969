import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Remember } from '../drift/ports.js';
import { replaceFile, sweepTemporaries } from './durable-file.js';
import { inside, type Location } from './location.js';
import { sha256 } from './sha256.js';
import { readTextIfPresent } from './text-file.js';

/** Raised when the same work on the same rows gives another result than before. */
const RECIPE = 1;

/** Results kept; one of a window with 25 columns takes 40 kB, one of a year of days 1 MB. */
const MAX_RESULTS = 200;
const MAX_BYTES = 50_000_000;
const MAX_IN_MEMORY = 100;

/** Results of work on rows that do not change. */
export interface ResultStore {
  /** @param rows all that says which rows they are */
  of(rows: unknown): Remember;
}

/**
 * Results of work on rows that do not change, in a folder with a file for each. It may be removed at any time: what is
 * not there, damaged or cannot be written is only worked out again.
 */
export class ResultCache implements ResultStore {
  constructor(private readonly folder: Location) {}

  of(rows: unknown): Remember {
    return async (task, schema, work) => {
      const key = keyOf(rows, task);
      const known = v.safeParse(schema, this.read(key));
      if (known.success) return known.output;
      const result = await work();
      await this.write(key, result).catch(() => undefined);
      return result;
    };
  }

  private fileOf(key: string): Location {
    return inside(this.folder, `${key}.json`);
  }

  private read(key: string): unknown {
    const file = this.fileOf(key);
    try {
      const text = readTextIfPresent(file) ?? '';
      const end = text.indexOf('\n');
      const body = text.slice(end + 1);
      if (text.slice(0, end) !== seal(key, body)) return undefined;
      return JSON.parse(body) as unknown;
    } catch {
      return undefined;
    }
  }

  private async write(key: string, result: unknown): Promise<void> {
    const body = JSON.stringify(result);
    await mkdir(this.folder.path, { recursive: true });
    await replaceFile(this.fileOf(key), `${seal(key, body)}\n${body}`);
    await this.sweep();
  }

  /** Removes the oldest results. */
  private async sweep(): Promise<void> {
    const names = await readdir(this.folder.path);
    await sweepTemporaries(this.folder.path, names);
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(this.folder.path, name);
        const stats = await stat(path).catch(() => undefined);
        return { path, bytes: stats?.size ?? 0, madeMs: stats?.mtimeMs ?? 0 };
      }),
    );
    files.sort((a, b) => b.madeMs - a.madeMs);
    let bytes = 0;
    for (const [index, file] of files.entries()) {
      bytes += file.bytes;
      if (index >= MAX_RESULTS || bytes > MAX_BYTES) await unlink(file.path).catch(() => undefined);
    }
  }
}

function keyOf(rows: unknown, task: unknown): string {
  return sha256(JSON.stringify({ recipe: RECIPE, rows, task }));
}

/** Results of one process alone: what is not asked for again goes first. */
export class ResultMemory implements ResultStore {
  private readonly results = new Map<string, unknown>();

  of(rows: unknown): Remember {
    return async (task, schema, work) => {
      const key = keyOf(rows, task);
      const known = v.safeParse(schema, this.results.get(key));
      const result = known.success ? known.output : await work();
      this.results.delete(key);
      this.results.set(key, result);
      const [oldest] = this.results.keys();
      if (this.results.size > MAX_IN_MEMORY && oldest !== undefined) this.results.delete(oldest);
      return result;
    };
  }
}

/** With the key, so that no file is taken for another one. */
function seal(key: string, body: string): string {
  return sha256(`${key}\n${body}`);
}
