import { mkdir, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type LogEntry, type LogEvent, renderEntry } from '../commit-log/entry.js';
import { generationOfFileName, logFileName } from '../commit-log/file-name.js';
import { parseEntry } from '../commit-log/parse-entry.js';
import type { CommitLog, LogSurvey, RawLogFile } from '../commit-log/port.js';
import { GovError } from '../core/errors.js';
import { createFile, isTemporaryName, sweepTemporaries, syncFolder } from './durable-file.js';
import { fileError, isMissing, systemCode } from './file-errors.js';
import { inside, type Location } from './location.js';
import { sha256 } from './sha256.js';
import { isPresent, readTextIfPresent } from './text-file.js';

export interface CommitLogFolderOptions extends Location {
  /** Told once when the file system can only give a weaker promise. */
  readonly warn: (message: string) => void;
}

/** A log in a folder, one file per entry. Opening touches nothing; the first append makes the folder. */
export function openCommitLogFolder(options: CommitLogFolderOptions): CommitLog & LogSurvey {
  return new CommitLogFolder(options);
}

class CommitLogFolder implements CommitLog, LogSurvey {
  private warned = false;

  constructor(private readonly folder: CommitLogFolderOptions) {}

  get place(): string {
    return this.folder.place;
  }

  async readFrom(generation: number): Promise<readonly LogEntry<LogEvent>[]> {
    const entries: LogEntry<LogEvent>[] = [];
    for (let next = generation; ; ) {
      const text = this.readEntryText(next);
      if (text !== undefined) {
        entries.push(parseEntry(text, next, this.fileOf(next).place, sha256));
        next++;
      } else if (await this.endsBefore(next, generation === 1)) {
        return entries;
      }
    }
  }

  async append(entry: LogEntry<LogEvent>): Promise<'committed' | 'conflict'> {
    const { generation } = entry;
    const file = this.fileOf(generation);
    const text = renderEntry(entry);
    const names = await this.listNames();
    await sweepTemporaries(this.folder.path, names);
    if (generation === 1) await this.makeFolder();
    const outcome = this.isTaken(generation, names)
      ? 'exists'
      : await createFile(file, text, () => this.warnOfMissingLinks());
    // A reply lost on a network file system makes our own success look like somebody else's.
    if (outcome === 'exists' && this.readEntryText(generation) !== text) return 'conflict';
    await this.makeDurable(generation);
    return 'committed';
  }

  async survey(): Promise<readonly RawLogFile[]> {
    const names = await this.listNames();
    return names
      .filter((name) => !isTemporaryName(name))
      .sort()
      .map((name) => readRaw(this.folder, name));
  }

  private fileOf(generation: number): Location {
    return inside(this.folder, logFileName(generation));
  }

  private readEntryText(generation: number): string | undefined {
    try {
      return readTextIfPresent(this.fileOf(generation));
    } catch (error) {
      if (!isInPlaceOfEntry(error)) throw error;
      throw new GovError('integrity', `generation ${generation} is damaged: ${error.message}`, {
        hint: `run dharma-gov audit verify, then restore ${logFileName(generation)} from a backup or from git`,
        cause: error,
      });
    }
  }

  private async listNames(): Promise<string[]> {
    try {
      return await readdir(this.folder.path);
    } catch (error) {
      if (isMissing(error)) return [];
      throw fileError(error, 'list', this.place);
    }
  }

  /**
   * Whether the log ends before `next`, which was not there a moment ago. Reading the whole log looks for any later
   * file; reading what is new, done by every command, looks no further than the next one, which finds a lost file but
   * not the loss of several in a row: the next append and every audit do.
   * @returns false when `next` has appeared since: it is to be read after all
   */
  private async endsBefore(next: number, wholeLog: boolean): Promise<boolean> {
    const goesOn = wholeLog
      ? newestGeneration(await this.listNames()) > next
      : isPresent(this.fileOf(next + 1));
    if (!goesOn) return true;
    if (isPresent(this.fileOf(next))) return false;
    throw this.missing(next);
  }

  /**
   * Whether somebody has committed this generation already.
   * @throws GovError integrity when it would not come directly after the newest one: writing it would hide a loss.
   */
  private isTaken(generation: number, names: readonly string[]): boolean {
    const newest = newestGeneration(names);
    if (newest < generation - 1) throw this.missing(newest + 1);
    if (newest < generation) return false;
    if (!isPresent(this.fileOf(generation))) throw this.missing(generation);
    return true;
  }

  /** Makes the folder, and makes its name and those of the folders around it durable: any of them may be new. */
  private async makeFolder(): Promise<void> {
    try {
      await mkdir(this.folder.path, { recursive: true });
    } catch (error) {
      throw fileError(error, 'create', this.place);
    }
    for (let path = this.folder.path; path !== dirname(path); path = dirname(path)) {
      try {
        await syncFolder({ path: dirname(path), place: dirname(path) });
      } catch (error) {
        // A folder that we may not open is not one that we or our like have just made.
        if (error instanceof GovError && error.kind === 'forbidden') return;
        throw error;
      }
    }
  }

  private async makeDurable(generation: number): Promise<void> {
    try {
      await syncFolder(this.folder);
    } catch (cause) {
      throw new GovError(
        'unavailable',
        `${this.place}: generation ${generation} was written but may not survive a power failure`,
        { hint: 'the change is made: do not repeat it, but check the disk', cause },
      );
    }
  }

  private missing(generation: number): GovError {
    return new GovError('integrity', `${this.place}: generation ${generation} is missing`, {
      hint: `run dharma-gov audit verify, then restore ${logFileName(generation)} from a backup or from git`,
    });
  }

  private warnOfMissingLinks(): void {
    if (this.warned) return;
    this.warned = true;
    this.folder.warn(
      `${this.place}: this file system has no hard links: a crash during a commit may leave a damaged entry here`,
    );
  }
}

/** Something else than a file is there. A file in the place of a folder above is no damage, but a wrong path. */
function isInPlaceOfEntry(error: unknown): error is GovError {
  return error instanceof GovError && error.kind === 'input' && systemCode(error.cause) !== 'ENOTDIR';
}

function newestGeneration(names: readonly string[]): number {
  // Of thousands of names only the few that could be the newest are read in full.
  return names.reduce(
    (newest, name) =>
      Number.parseInt(name, 10) > newest ? Math.max(newest, generationOfFileName(name) ?? 0) : newest,
    0,
  );
}

function readRaw(folder: Location, name: string): RawLogFile {
  try {
    return { name, text: readTextIfPresent(inside(folder, name)) };
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    return { name, text: undefined, problem: error.message };
  }
}
