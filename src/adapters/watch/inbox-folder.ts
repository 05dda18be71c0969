import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { GovError } from '../../core/errors.js';
import type { Inbox, InboxFile, InboxListing } from '../../governance/watch/ports.js';
import { fileError, isMissing } from '../file-errors.js';
import { inside, type Location } from '../location.js';
import { SHELVES, type Shelf, setAside } from './set-aside.js';

/** A file that was written to so shortly before may be written to again. */
const SETTLED_MS = 5_000;

/** Beyond that an instant in the future is a clock that is wrong, and says nothing. */
const CLOCK_MS = 60_000;

/** Names under which programs write what they rename when it is whole. */
const UNFINISHED = /~$|\.(tmp|temp|part|partial|filepart|crdownload|download|swp|uploading)$/i;

/**
 * A folder in which `<model>/<version or status>/` holds predictions to be ingested, and `<model>/labels/` labels. Nothing
 * but regular files in real folders is ever read: a symbolic link could lead anywhere.
 */
export class InboxFolder implements Inbox {
  /** @param now milliseconds since 1970 */
  constructor(
    private readonly folder: Location,
    private readonly now: () => number = Date.now,
  ) {}

  async list(): Promise<InboxListing> {
    const files: InboxFile[] = [];
    const strays: string[] = [];
    let unfinished = 0;
    const take = async (location: Location, model: string, target: string | null) => {
      const file = await this.inspect(location, model, target);
      if (file === 'unfinished') unfinished++;
      else if (file !== 'gone') files.push(file);
    };
    for (const model of await this.entries(this.folder)) {
      const modelFolder = inside(this.folder, model.name);
      if (!model.isDirectory()) {
        strays.push(`${modelFolder.place} is in no folder of a model`);
        continue;
      }
      for (const target of (await this.entries(modelFolder)).sort(labelsLast)) {
        const targetFolder = inside(modelFolder, target.name);
        if (!target.isDirectory()) await take(targetFolder, model.name, null);
        else if (!SHELVES.includes(target.name)) {
          for (const entry of await this.entries(targetFolder)) {
            const location = inside(targetFolder, entry.name);
            if (!entry.isDirectory()) await take(location, model.name, target.name);
            else if (!SHELVES.includes(entry.name)) strays.push(`${location.place} is a folder too deep`);
          }
        }
      }
    }
    return { files, unfinished, strays };
  }

  accept(file: InboxFile): Promise<string | null> {
    return this.setAside(file, 'done', null);
  }

  reject(file: InboxFile, reason: string): Promise<string | null> {
    return this.setAside(file, 'failed', reason);
  }

  private async setAside(file: InboxFile, shelf: Shelf, reason: string | null): Promise<string | null> {
    const stats = await statIfPresent(file);
    return stats === undefined || stampOf(stats) !== file.stamp ? null : setAside(file, shelf, reason);
  }

  /** By name; what is being written is left to whoever writes it. */
  private async entries(folder: Location): Promise<Dirent[]> {
    try {
      const entries = await readdir(folder.path, { withFileTypes: true });
      return entries.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (!isMissing(error)) throw fileError(error, 'list', folder.place);
      // A folder of a model that is gone by now had nothing in it.
      if (folder !== this.folder) return [];
      throw new GovError('input', `${folder.place}: there is no such folder to ingest from`, {
        hint: `mkdir -p ${folder.place}, or leave watch.inbox out of .dharmarc`,
      });
    }
  }

  private async inspect(
    location: Location,
    model: string,
    target: string | null,
  ): Promise<InboxFile | 'unfinished' | 'gone'> {
    const stats = await statIfPresent(location);
    if (stats === undefined) return 'gone';
    const ageMs = this.now() - stats.mtimeMs;
    const isYoung = ageMs < SETTLED_MS && ageMs > -CLOCK_MS;
    if (UNFINISHED.test(location.place) || isYoung) return 'unfinished';
    return { ...location, model, target, problem: problemOf(stats, target), stamp: stampOf(stats) };
  }
}

function labelsLast(a: Dirent, b: Dirent): number {
  return Number(a.name === 'labels') - Number(b.name === 'labels');
}

function problemOf(stats: Stats, target: string | null): string | null {
  if (stats.isSymbolicLink()) return 'it is a symbolic link, and what it points to is not read';
  if (!stats.isFile()) return 'it is not a regular file';
  return target === null ? 'it lies beside the folders of versions and labels' : null;
}

function stampOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino}-${size}-${mtimeMs}`;
}

async function statIfPresent({ path, place }: Location): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(error, 'read', place);
  }
}
