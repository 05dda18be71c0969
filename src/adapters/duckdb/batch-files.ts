import { randomBytes } from 'node:crypto';
import { copyFile, link, mkdir, open, unlink } from 'node:fs/promises';
import { syncFolder } from '../durable-file.js';
import { fileError } from '../file-errors.js';
import { inside, type Location } from '../location.js';

/** Parquet files on their way into the folder of a prediction log. */
export class BatchFiles {
  private published: string[] = [];

  constructor(private readonly folder: Location) {}

  /** Gives a finished file a unique name in the folder too, its bytes on the disk. Its name is after `sync`. */
  async publish(path: string, prefix: string): Promise<{ file: string; bytes: number }> {
    const file = `${prefix}-${randomBytes(8).toString('hex')}.parquet`;
    const target = inside(this.folder, file);
    try {
      await mkdir(this.folder.path, { recursive: true });
      this.published.push(target.path);
      // Where there are no links a copy does: nobody reads it before the commit.
      await link(path, target.path).catch(() => copyFile(path, target.path));
      return { file, bytes: await syncFile(target.path) };
    } catch (error) {
      throw fileError(error, 'write', target.place);
    }
  }

  /** Makes the names of published files survive a power failure. */
  async sync(): Promise<void> {
    if (this.published.length > 0) await syncFolder(this.folder);
  }

  /** Removes what was published. What cannot be removed does no harm: the log does not name it. */
  async withdraw(): Promise<void> {
    for (const path of this.published) await unlink(path).catch(() => undefined);
    this.published = [];
  }
}

/** @returns the length of the file */
async function syncFile(path: string): Promise<number> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}
