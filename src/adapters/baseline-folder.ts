import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { GovError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import type { Baseline } from '../drift/baseline.js';
import type { BaselineKey, BaselineStore, StoredBaseline } from '../drift/ports.js';
import { openArtifactFiles } from './artifact-files.js';
import { syncFolder } from './durable-file.js';
import { fileError, isMissing, systemCode } from './file-errors.js';
import { inside, type Location } from './location.js';
import { sha256 } from './sha256.js';
import { readTextIfPresent } from './text-file.js';

const DESCRIPTION = 'baseline.json';
const REFERENCE = 'reference.parquet';
const STAGING = '.staging-';
const STALE_AFTER_MS = 86_400_000;

const RESTORE_HINT =
  'restore it from a backup, or make it again: dharma-gov baseline set <model@version> <training data>';

/** A folder of baselines: each is a folder of its own, named by its id, that appears all at once. */
export class BaselineFolder implements BaselineStore {
  constructor(private readonly folder: Location) {}

  async read({ id, sha256: expected }: BaselineKey): Promise<Baseline> {
    const file = inside(inside(this.folder, id), DESCRIPTION);
    const text = readTextIfPresent(file);
    if (text === undefined) {
      throw new GovError('integrity', `${file.place}: the baseline is not there`, { hint: RESTORE_HINT });
    }
    if (sha256(text) !== expected) {
      throw new GovError('integrity', `${file.place}: is not what was stored`, { hint: RESTORE_HINT });
    }
    return parse(text, file);
  }

  async find(id: string): Promise<StoredBaseline | undefined> {
    const file = inside(inside(this.folder, id), DESCRIPTION);
    try {
      const text = readTextIfPresent(file);
      if (text === undefined) return undefined;
      const baseline = await parse(text, file);
      await this.reference(id, baseline);
      return { key: { id, sha256: sha256(text) }, baseline };
    } catch (error) {
      // A damaged one is as good as none: it will be made anew.
      if (error instanceof GovError && error.kind === 'integrity') return undefined;
      throw error;
    }
  }

  /**
   * The Parquet file with the rows of a baseline, checked; null when it keeps none.
   * @throws GovError integrity
   */
  async reference(id: string, { reference }: Baseline): Promise<Location | null> {
    if (reference === null) return null;
    const folder = inside(this.folder, id);
    const file = inside(folder, reference.file);
    const found = await hashOf(folder, reference.file);
    if (found?.sha256 === reference.sha256) return file;
    const problem = found === undefined ? 'is not there' : 'is not what was stored';
    throw new GovError('integrity', `${file.place}: ${problem}`, { hint: RESTORE_HINT });
  }

  /**
   * Makes a baseline in a folder that nobody else sees, and publishes it when both of its files are on the disk.
   * @param writeRows writes the Parquet file; null when no rows are kept
   */
  async create(
    { id, publish }: { readonly id: string; readonly publish: boolean },
    writeRows: ((file: Location) => Promise<void>) | null,
    describe: (reference: Baseline['reference']) => Baseline,
  ): Promise<StoredBaseline> {
    const staging = inside(this.folder, `${STAGING}${randomUUID()}`);
    try {
      await this.sweep();
      await mkdir(staging.path, { recursive: true });
      await writeRows?.(inside(staging, REFERENCE));
      const baseline = describe(await describeRows(staging));
      const text = `${canonicalJson(baseline)}\n`;
      await writeText(inside(staging, DESCRIPTION), text);
      await syncFolder(staging);
      const existing = publish ? await this.publish(staging, id) : undefined;
      return existing ?? { key: { id, sha256: sha256(text) }, baseline };
    } catch (error) {
      throw fileError(error, 'write', this.folder.place);
    } finally {
      await rm(staging.path, { recursive: true, force: true }).catch(() => undefined);
      // Only when there is nothing in it.
      await rmdir(this.folder.path).catch(() => undefined);
    }
  }

  /** @returns the intact baseline that somebody else has published meanwhile, if any */
  private async publish(staging: Location, id: string): Promise<StoredBaseline | undefined> {
    const target = inside(this.folder, id);
    try {
      await rename(staging.path, target.path);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCode(error) ?? '')) throw error;
      const existing = await this.find(id);
      if (existing !== undefined) return existing;
      await rename(target.path, `${staging.path}-damaged`);
      await rename(staging.path, target.path);
      await rm(`${staging.path}-damaged`, { recursive: true, force: true });
    }
    await syncFolder(this.folder);
    return undefined;
  }

  /** Removes what killed processes left behind. */
  private async sweep(): Promise<void> {
    const names = await readdir(this.folder.path).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const name of names.filter((candidate) => candidate.startsWith(STAGING))) {
      const { path } = inside(this.folder, name);
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_AFTER_MS) {
        await rm(path, { recursive: true, force: true }).catch(() => undefined);
      }
    }
  }
}

/** What a baseline is made of is loaded only with one: hardly any command reads them. */
async function parse(text: string, { place }: Location): Promise<Baseline> {
  const { parseBaseline } = await import('../drift/baseline.js');
  return parseBaseline(text, place);
}

async function describeRows(staging: Location): Promise<Baseline['reference']> {
  const artifact = await hashOf(staging, REFERENCE);
  if (artifact === undefined) return null;
  const handle = await open(inside(staging, REFERENCE).path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file: REFERENCE, sha256: artifact.sha256, bytes: artifact.bytes };
}

function hashOf(folder: Location, file: string) {
  return openArtifactFiles(folder.path).fingerprint(file, () => {});
}

async function writeText(file: Location, text: string): Promise<void> {
  const handle = await open(file.path, 'wx', 0o644);
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}
