import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { GovError } from '../../core/errors.js';
import { SOURCE_FORMATS, type SourceFormat } from '../../predictions/ports.js';
import { fileError, isMissing } from '../file-errors.js';
import { type DuckDbSession, quoteText } from './session.js';

/** A file that can be read more than once. */
export interface InputFile {
  /** As the user knows it: the path given, or `<stdin>`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly format: SourceFormat;
  readonly gzip: boolean;
  /** The beginning of the content, unpacked. */
  readonly head: Buffer;
  /** Whether `head` is all there is. */
  readonly headOnly: boolean;
}

export interface InputOptions {
  /** Overrides what the name and the first bytes say. */
  readonly format?: SourceFormat;
  /** What `-` stands for. */
  readonly stdin?: AsyncIterable<Uint8Array>;
}

/** What is kept of the beginning of each of what may be thousands of files. */
const HEAD_BYTES = 1 << 15;
/** How far is looked for the end of the first line. */
const FIRST_LINE_BYTES = 1 << 20;

/**
 * Finds the files behind paths, globs and `-`, and looks at the beginning of each.
 * @throws GovError input for anything that cannot be a readable file of a known format.
 */
export async function findInputFiles(
  session: DuckDbSession,
  inputs: readonly string[],
  options: InputOptions,
): Promise<InputFile[]> {
  const found = new Map<string, InputFile>();
  for (const input of inputs) {
    for (const file of await expand(session, input, options)) {
      // The same file named twice must not count twice.
      const key = await realpath(file.path);
      if (!found.has(key)) found.set(key, await inspect(file, options.format));
    }
  }
  if (found.size === 0)
    throw new GovError('usage', 'no input file given', { hint: 'name a file, or - for stdin' });
  return [...found.values()];
}

interface NamedPath {
  readonly name: string;
  readonly path: string;
}

async function expand(session: DuckDbSession, input: string, options: InputOptions): Promise<NamedPath[]> {
  if (input === '-') {
    if (options.stdin === undefined) throw new GovError('usage', 'there is no standard input to read');
    return [{ name: '<stdin>', path: await spool(session, options.stdin, '<stdin>') }];
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(input)) {
    throw new GovError('input', `${input}: only local files can be read`, {
      hint: 'download it first, or pipe it in: curl … | dharma-gov … -',
    });
  }
  const kind = await kindOf(input);
  if (kind === 'file') return [{ name: input, path: input }];
  if (kind === 'directory') {
    throw new GovError('input', `${input}: is a directory`, {
      hint: `name its files, for example "${join(input, '*.csv')}"`,
    });
  }
  if (kind === 'stream') {
    const handle = await open(input).catch((error: unknown) => {
      throw fileError(error, 'read', input);
    });
    return [{ name: input, path: await spool(session, handle.createReadStream(), input) }];
  }
  return matchGlob(session, input);
}

async function kindOf(path: string): Promise<'file' | 'directory' | 'stream' | 'missing'> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() ? 'file' : 'stream';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw fileError(error, 'read', path);
  }
}

async function matchGlob(session: DuckDbSession, pattern: string): Promise<NamedPath[]> {
  if (!/[*?[]/.test(pattern))
    throw new GovError('input', `${pattern}: no such file`, { hint: 'check the path' });
  const rows = await session.rows(`SELECT file FROM glob(${quoteText(pattern)}) ORDER BY file`);
  if (rows.length === 0) {
    throw new GovError('input', `${pattern}: matches no file`, {
      hint: 'check the pattern, and that it is quoted',
    });
  }
  return rows.map(({ file }) => ({ name: String(file), path: String(file) }));
}

/** Writes a stream to a temporary file: it is read more than once. Memory stays bounded. */
async function spool(
  session: DuckDbSession,
  stream: AsyncIterable<Uint8Array>,
  name: string,
): Promise<string> {
  const path = join((await session.temporaryFolder()).path, `input-${randomUUID()}`);
  try {
    await pipeline(stream, createWriteStream(path));
  } catch (error) {
    throw fileError(error, 'read', name);
  }
  return path;
}

async function inspect({ name, path }: NamedPath, format: SourceFormat | undefined): Promise<InputFile> {
  const { bytes, start } = await readStart(path, name, HEAD_BYTES);
  if (bytes === 0) {
    throw new GovError('input', `${name}: is empty`, {
      hint: 'was it written to its end? name one with rows',
    });
  }
  const gzip = start[0] === 0x1f && start[1] === 0x8b;
  let head = gzip ? unpackStart(start, name) : start;
  let headOnly = start.length === bytes;
  const chosen = format ?? formatOfName(name) ?? formatOfContent(name, head);
  if (chosen !== 'parquet') {
    checkText(head, name);
    if (!headOnly && !/[\r\n]/.test(head.toString('latin1').trim())) {
      const more = await readStart(path, name, FIRST_LINE_BYTES);
      head = gzip ? unpackStart(more.start, name) : more.start;
      headOnly = more.start.length === bytes;
    }
  } else if (gzip) {
    throw new GovError('input', `${name}: a Parquet file inside gzip cannot be read`, {
      hint: 'unpack it first',
    });
  }
  return { name, path, bytes, format: chosen, gzip, head, headOnly };
}

async function readStart(
  path: string,
  name: string,
  limit: number,
): Promise<{ bytes: number; start: Buffer }> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, limit)), 0, undefined, 0);
      return { bytes: size, start: buffer.subarray(0, bytesRead) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, 'read', name);
  }
}

function unpackStart(start: Buffer, name: string): Buffer {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, FIRST_LINE_BYTES);
  } catch (error) {
    throw damagedGzip(error, name);
  }
}

/**
 * Unpacks a whole file to see whether it is all there: DuckDB takes a truncated one for complete.
 * @throws GovError input when it is damaged.
 */
export async function verifyGzip({ path, name }: InputFile): Promise<void> {
  try {
    await pipeline(createReadStream(path), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      for await (const _chunk of chunks);
    });
  } catch (error) {
    throw damagedGzip(error, name);
  }
}

export function damagedGzip(error: unknown, name: string): unknown {
  const cause = fileError(error, 'read', name);
  if (cause instanceof GovError) return cause;
  return new GovError('input', `${name}: is damaged: it cannot be unpacked to its end`, { cause });
}

function formatOfName(name: string): SourceFormat | undefined {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const formats: Readonly<Record<string, SourceFormat>> = {
    csv: 'csv',
    tsv: 'csv',
    ndjson: 'ndjson',
    jsonl: 'ndjson',
    json: 'ndjson',
    parquet: 'parquet',
  };
  return Object.hasOwn(formats, extension) ? formats[extension] : undefined;
}

/** Standard input has no extension, so its first byte must tell. */
function formatOfContent(name: string, head: Buffer): SourceFormat {
  if (name !== '<stdin>') {
    throw new GovError('usage', `${name}: its name does not say what format it has`, {
      hint: `add --format ${SOURCE_FORMATS.join('|')}`,
    });
  }
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  return head.toString('latin1').trimStart().startsWith('{') ? 'ndjson' : 'csv';
}

function checkText(head: Buffer, name: string): void {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') {
    throw new GovError('input', `${name}: is a Parquet file`, { hint: 'add --format parquet' });
  }
  const mark = head.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') {
    throw new GovError('input', `${name}: is UTF-16 text`, { hint: 'save it as UTF-8' });
  }
  if (head.includes(0)) {
    throw new GovError('input', `${name}: is binary, not text`, {
      hint: 'name a CSV or NDJSON file; of Parquet under another name say --format parquet',
    });
  }
}
