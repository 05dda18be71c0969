import { link, lstat, mkdir, readdir, rename, unlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { GovError } from '../../core/errors.js';
import { createFile, sweepTemporaries } from '../durable-file.js';
import { fileError, isMissing, systemCode } from '../file-errors.js';
import { inside, type Location } from '../location.js';
import { readTextIfPresent } from '../text-file.js';

/** What becomes of a file that was dealt with. */
export type Shelf = 'done' | 'failed';

export const SHELVES: readonly string[] = ['done', 'failed'] satisfies Shelf[];

/** What `link` answers where there are no hard links, or none to files of other people. */
const LINK_REFUSALS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Moves a file into a folder beside it, under its own name or, where that is taken, a numbered one. Killed halfway it has
 * both names, and the next move takes the old one away.
 * @param reason written beside it as `<name>.reason.txt`; null: nothing is
 * @returns where it is now
 */
export async function setAside(file: Location, shelf: Shelf, reason: string | null): Promise<string> {
  const folder = inside({ path: dirname(file.path), place: dirname(file.place) }, shelf);
  try {
    await makeFolder(folder);
    // Of a reason that was being written when its writer was killed.
    if (reason !== null) await sweepTemporaries(folder.path, await readdir(folder.path));
    for (let number = 1; ; number++) {
      const target = inside(folder, numbered(basename(file.path), number));
      if (await isTaken(file, target)) continue;
      // Before the file: nobody should find it there without its reason.
      if (reason !== null && !(await explain(target, reason))) continue;
      if (await move(file, target)) return target.place;
    }
  } catch (error) {
    throw fileError(error, 'move', file.place);
  }
}

/** `a.csv.gz`, 2 -> `a-2.csv.gz`. */
function numbered(name: string, number: number): string {
  const end = name.indexOf('.', 1);
  if (number === 1) return name;
  return end < 0 ? `${name}-${number}` : `${name.slice(0, end)}-${number}${name.slice(end)}`;
}

async function makeFolder(folder: Location): Promise<void> {
  await mkdir(folder.path, { recursive: true });
  if ((await lstat(folder.path)).isDirectory()) return;
  throw new GovError('forbidden', `${folder.place} is a symbolic link: nothing is moved through it`, {
    hint: 'make it a folder',
  });
}

async function isTaken(file: Location, target: Location): Promise<boolean> {
  try {
    const [own, other] = await Promise.all([lstat(file.path), lstat(target.path)]);
    return own.ino !== other.ino || own.dev !== other.dev;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Whether the reason is there: also from a move that was cut off. */
async function explain(target: Location, reason: string): Promise<boolean> {
  const file = { path: `${target.path}.reason.txt`, place: `${target.place}.reason.txt` };
  if ((await createFile(file, reason, () => {})) === 'created') return true;
  return readTextIfPresent(file) === reason;
}

async function move(file: Location, target: Location): Promise<boolean> {
  try {
    await link(file.path, target.path);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (code === 'EEXIST') {
      if (await isTaken(file, target)) return false;
    } else if (LINK_REFUSALS.has(code)) {
      // Without hard links a name can only be seen to be free, a moment before.
      await rename(file.path, target.path);
      return true;
    } else throw error;
  }
  await unlink(file.path);
  return true;
}
