import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  type FileHandle,
  link,
  lstat,
  open,
  readlink,
  realpath,
  rename,
  stat,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GovError } from '../core/errors.js';
import { fileError, isMissing, systemCode } from './file-errors.js';
import type { Location } from './location.js';

/** What `link` answers on file systems that have no hard links (FAT, some network and shared folders). */
const LINK_REFUSALS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Text is written as UTF-8. */
type Content = string | Uint8Array;

const STALE_AFTER_MS = 3_600_000;

/**
 * Makes `file` hold `content` unless it exists, all at once: nobody ever sees a part of it, whatever is killed when.
 * Its bytes are then on the disk; its name survives a power failure after `syncFolder`.
 * @param onLinkRefused told that the file system has no hard links: the file was then written in place, and a crash
 *   halfway would have left a part of it.
 */
export async function createFile(
  file: Location,
  content: Content,
  onLinkRefused: () => void,
): Promise<'created' | 'exists'> {
  try {
    const temporary = await writeTemporary(file.path, content, undefined);
    try {
      await link(temporary, file.path);
      return 'created';
    } catch (error) {
      const code = systemCode(error) ?? '';
      if (code === 'EEXIST') return 'exists';
      if (!LINK_REFUSALS.has(code)) throw error;
    } finally {
      await discard(temporary);
    }
    return await createInPlace(file.path, content, onLinkRefused);
  } catch (error) {
    throw fileError(error, 'write', file.place);
  }
}

/**
 * Makes `file` hold `content`, replacing what was there all at once and durably. Permissions and owner are kept, and a
 * symbolic link keeps pointing where it did: its target is replaced.
 */
export async function replaceFile(file: Location, content: Content): Promise<void> {
  try {
    const target = await followLinks(file.path);
    const existing = await statIfPresent(target);
    // A rename would gladly replace a device such as /dev/null.
    if (existing?.isFile() === false) {
      throw new GovError('input', `cannot write ${file.place}: it is not a regular file`);
    }
    const temporary = await writeTemporary(target, content, existing);
    try {
      await rename(temporary, target);
    } catch (error) {
      await discard(temporary);
      throw error;
    }
    await syncFolder({ path: dirname(target), place: dirname(file.place) });
  } catch (error) {
    throw fileError(error, 'write', file.place);
  }
}

/** Makes the names in a folder survive a power failure. */
export async function syncFolder(folder: Location): Promise<void> {
  // Windows cannot open a folder, and keeps names in a journal of its own.
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder.path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // The answer of file systems that have no such operation: there is nothing better to do on them.
    if (systemCode(error) === 'EINVAL') return;
    throw fileError(error, 'sync', folder.place);
  }
}

/** Whether a name is one of this module's temporary files: of a writer at work, or of one that was killed. */
export function isTemporaryName(name: string): boolean {
  return /^\..+\.\d+-[0-9a-f]{16}\.tmp$/.test(name);
}

/**
 * Removes the temporary files among `names` that killed writers left in a folder more than an hour ago. Never fails: a
 * file that cannot be removed now is harmless, and the next sweep meets it again.
 */
export async function sweepTemporaries(folder: string, names: readonly string[]): Promise<void> {
  for (const name of await staleTemporaries(folder, names)) await discard(join(folder, name));
}

/** Of paths within a folder, the temporary files that have stood there for more than an hour: nobody writes them any more. */
export async function staleTemporaries(folder: string, paths: readonly string[]): Promise<string[]> {
  const stale: string[] = [];
  for (const path of paths.filter((candidate) => isTemporaryName(basename(candidate)))) {
    const stats = await lstat(join(folder, path)).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_AFTER_MS) stale.push(path);
  }
  return stale;
}

/** Writes a temporary file beside `target`, to the disk, and returns its path. */
async function writeTemporary(target: string, content: Content, like: Stats | undefined): Promise<string> {
  // Several processes, on several machines, may write the same file at once: no two may share a temporary.
  const unique = `${process.pid}-${randomBytes(8).toString('hex')}`;
  const temporary = join(dirname(target), `.${basename(target)}.${unique}.tmp`);
  const handle = await open(temporary, 'wx', 0o644);
  try {
    await writeAndClose(handle, content, like);
  } catch (error) {
    await discard(temporary);
    throw error;
  }
  return temporary;
}

async function createInPlace(
  path: string,
  content: Content,
  onLinkRefused: () => void,
): Promise<'created' | 'exists'> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx', 0o644);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return 'exists';
    throw error;
  }
  try {
    await writeAndClose(handle, content, undefined);
  } catch (error) {
    await discard(path);
    throw error;
  }
  onLinkRefused();
  return 'created';
}

async function writeAndClose(handle: FileHandle, content: Content, like: Stats | undefined): Promise<void> {
  try {
    if (like !== undefined) await takeOwnerAndMode(handle, like);
    await writeAll(handle, typeof content === 'string' ? Buffer.from(content) : content);
    await handle.sync();
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
  // On network file systems a full disk may show only here.
  await handle.close();
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, done);
    if (bytesWritten === 0) throw new GovError('unavailable', 'the disk takes no more bytes');
    done += bytesWritten;
  }
}

async function takeOwnerAndMode(handle: FileHandle, like: Stats): Promise<void> {
  // Only root may give a file away; for anybody else replacing another's file makes it theirs.
  await handle.chown(like.uid, like.gid).catch(() => undefined);
  await handle.chmod(like.mode & 0o7777);
}

async function followLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const pointsTo = await readlink(path).catch(() => undefined);
  return pointsTo === undefined ? path : followLinks(resolve(dirname(path), pointsTo));
}

/** @throws GovError as the system says; of what is not there it is false. */
export async function isSymbolicLink(file: Location): Promise<boolean> {
  try {
    return (await lstat(file.path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw fileError(error, 'write', file.place);
  }
}

async function statIfPresent(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function discard(path: string): Promise<void> {
  await unlink(path).catch(() => undefined);
}
