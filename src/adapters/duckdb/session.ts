import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, type JS } from '@duckdb/node-api';
import { GovError } from '../../core/errors.js';
import { fileError, systemCode } from '../file-errors.js';
import { inside, type Location } from '../location.js';
import { readError } from './read-errors.js';

export interface DuckDbOptions {
  /**
   * Folder for what does not fit into memory (`.dharma/tmp`), made and removed again; the system's where this one may not
   * be written to.
   */
  readonly temporary: Location;
  /** Default 2. */
  readonly threads?: number;
}

export type Row = Readonly<Record<string, JS>>;

export interface ParquetTarget {
  readonly path: string;
  /** Number of columns: wide rows are written in smaller groups. */
  readonly columns: number;
}

/** An open in-memory database. All instants are UTC; nothing is ever loaded from the network. */
export interface DuckDbSession {
  /** For streaming results; everything else has a method here. */
  readonly connection: DuckDBConnection;
  run(sql: string): Promise<void>;
  /**
   * Writes the rows of a query to a Parquet file, in their order.
   * @param onProgress told the share done (0..1) now and then
   */
  writeParquet(target: ParquetTarget, select: string, onProgress?: (share: number) => void): Promise<void>;
  /** All rows of a small result. BIGINT comes as `bigint`, DOUBLE as `number`, TIMESTAMP as `Date`. */
  rows(sql: string): Promise<Row[]>;
  /** The only row of a result that has exactly one. */
  row(sql: string): Promise<Row>;
  /** A folder of this session's own for temporary files, removed when the session ends. */
  temporaryFolder(): Promise<Location>;
}

/**
 * What DuckDB's operators may use. Its limit covers buffers, not all that is allocated: beside them the process needs
 * about 250 MB, Node included.
 */
const MEMORY_LIMIT_MB = 200;

/**
 * What DuckDB reserves for writing, a column and thread. It uses little of it, but falls back to one thread when it may
 * not have it; so the limit is raised by that while a file is written.
 */
const WRITING_RESERVE_MB = 5;
const MAX_WRITING_RESERVE_MB = 400;

/** Values in a group of rows. The groups being filled are what writing costs in memory. */
const ROW_GROUP_VALUES = 1_720_320;
const MAX_ROW_GROUP_ROWS = 122_880;

/** Opens a database, does `work` and closes it, whatever happens. A process in it stays below 512 MB. */
export async function withDuckDb<T>(
  options: DuckDbOptions,
  work: (session: DuckDbSession) => Promise<T>,
): Promise<T> {
  const { parent, own } = await makeOwnFolder(options.temporary);
  const threads = options.threads ?? 2;
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${MEMORY_LIMIT_MB}MB`,
    temp_directory: own.path,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  await sweepSessions(parent);
  const session = new Session(await instance.connect(), threads, parent, own);
  try {
    await session.run(
      "SET TimeZone = 'UTC'; SET enable_progress_bar = true; SET enable_progress_bar_print = false",
    );
    return await work(session);
  } finally {
    session.connection.closeSync();
    instance.closeSync();
    await discardFolder(own, parent);
  }
}

/**
 * What a system says of a folder that may be read, but not written to. Of a file system mounted read-only Node's
 * recursive `mkdir` says ENOENT, which it does for no other reason.
 */
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOENT']);

/** In the registry, or where that may only be read among the temporary files of the system. */
async function makeOwnFolder(wanted: Location): Promise<{ parent: Location; own: Location }> {
  const name = `session-${process.pid}-${randomUUID()}`;
  const own = inside(wanted, name);
  try {
    // DuckDB only makes the last folder itself.
    await mkdir(own.path, { recursive: true });
  } catch (error) {
    if (READ_ONLY.has(systemCode(error) ?? '')) {
      // Nobody else can have made it, as somebody might a folder whose name is known.
      const path = await mkdtemp(join(tmpdir(), 'dharma-gov-')).catch(() => undefined);
      if (path !== undefined)
        return { parent: { path, place: path }, own: inside({ path, place: path }, name) };
    }
    // Whatever fits into memory works.
  }
  return { parent: wanted, own };
}

const PROGRESS_INTERVAL_MS = 200;

class Session implements DuckDbSession {
  constructor(
    readonly connection: DuckDBConnection,
    private readonly threads: number,
    private readonly parent: Location,
    private readonly own: Location,
  ) {}

  async run(sql: string): Promise<void> {
    await this.guarded(() => this.connection.run(sql));
  }

  async writeParquet(
    { path, columns }: ParquetTarget,
    select: string,
    onProgress: (share: number) => void = () => {},
  ): Promise<void> {
    const rows = Math.min(MAX_ROW_GROUP_ROWS, Math.max(2048, Math.floor(ROW_GROUP_VALUES / columns)));
    const reserve = Math.min(MAX_WRITING_RESERVE_MB, WRITING_RESERVE_MB * columns * this.threads);
    const timer = setInterval(
      () => onProgress(Math.max(0, this.connection.progress.percentage) / 100),
      PROGRESS_INTERVAL_MS,
    );
    try {
      await this.run(`SET memory_limit = '${MEMORY_LIMIT_MB + reserve}MB'`);
      await this.run(`COPY (${select}) TO ${quoteText(path)} (FORMAT parquet, ROW_GROUP_SIZE ${rows})`);
    } finally {
      clearInterval(timer);
      // A failure may have closed the database.
      await this.connection.run(`SET memory_limit = '${MEMORY_LIMIT_MB}MB'`).catch(() => undefined);
    }
  }

  async rows(sql: string): Promise<Row[]> {
    const reader = await this.guarded(() => this.connection.runAndReadAll(sql));
    return reader.getRowObjectsJS();
  }

  async row(sql: string): Promise<Row> {
    const [row, ...others] = await this.rows(sql);
    if (row === undefined || others.length > 0) throw new Error(`expected one row from ${sql}`);
    return row;
  }

  async temporaryFolder(): Promise<Location> {
    try {
      await mkdir(this.own.path, { recursive: true });
      return this.own;
    } catch (error) {
      throw fileError(error, 'create', this.own.place);
    }
  }

  private async guarded<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw readError(resourceError(error, this.parent.place));
    }
  }
}

/** What the machine refused becomes a GovError; everything else is about the SQL or the data and stays as it is. */
function resourceError(error: unknown, place: string): unknown {
  if (!(error instanceof Error)) return error;
  if (/No space left on device|Disk quota exceeded/.test(error.message)) {
    return new GovError('unavailable', `cannot write ${place}: no space left on the device`, {
      hint: 'free some space and run it again',
      cause: error,
    });
  }
  if (
    error.message.startsWith('Out of Memory Error') ||
    error.message.includes('Failed to create directory')
  ) {
    return new GovError('unavailable', 'this needs more memory than it may use', {
      hint: `it could not spill the rest to disk: check that ${place} can be written and has space`,
      cause: error,
    });
  }
  return error;
}

async function discardFolder(own: Location, parent: Location): Promise<void> {
  await rm(own.path, { recursive: true, force: true }).catch(() => undefined);
  // Only when nobody else has something in it.
  await rmdir(parent.path).catch(() => undefined);
}

const HOUR_MS = 3_600_000;

/** Removes what killed sessions left, slowly: a process of another machine has a number that says nothing here. */
async function sweepSessions(parent: Location): Promise<void> {
  for (const name of await readdir(parent.path).catch(() => [])) {
    const pid = Number(/^session-(\d+)-/.exec(name)?.[1]);
    const folder = inside(parent, name);
    const stats = await stat(folder.path).catch(() => undefined);
    if (Number.isNaN(pid) || stats === undefined) continue;
    const ageMs = Date.now() - stats.mtimeMs;
    if (ageMs > 24 * HOUR_MS || (ageMs > HOUR_MS && !isRunning(pid))) {
      await rm(folder.path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return systemCode(error) === 'EPERM';
  }
}

/** A path as DuckDB takes it: quoted, and read as it is rather than as a pattern. */
export function literalPath(path: string): string {
  return quoteText(path.replace(/[*?[]/g, '[$&]'));
}

/** `a"b` -> `"a""b"`. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `it's` -> `'it''s'`. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
