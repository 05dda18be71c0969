import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { GovError } from '../core/errors.js';
import type { Probe } from '../governance/registry/diagnose-registry.js';
import { staleTemporaries, sweepTemporaries } from './durable-file.js';
import { fileError, isMissing } from './file-errors.js';
import type { Location } from './location.js';
import { DATA_FOLDER } from './registry-layout.js';

/**
 * Trials of what the program needs from this machine.
 * @param repair remove what killed commands left behind
 */
export function machineProbes(registry: Location, repair: boolean): Probe[] {
  return [
    {
      name: 'runtime',
      run: async () => `Node ${process.versions.node} on ${process.platform}-${process.arch}`,
    },
    { name: 'storage', run: () => probeStorage(registry) },
    { name: 'duckdb', run: probeDuckDb },
    { name: 'leftovers', run: () => probeLeftovers(registry, repair) },
  ];
}

async function probeStorage(registry: Location): Promise<string> {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(path.join(registry.path, '.probe-'));
    writeFileSync(path.join(folder, 'a'), 'probe');
    linkSync(path.join(folder, 'a'), path.join(folder, 'b'));
    return `${registry.place} can be written and has hard links`;
  } catch (error) {
    throw fileError(error, 'write', registry.place);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Beside the snapshot and anywhere in the data folder: what a killed writer leaves is harmless, and in the way of nobody. */
async function probeLeftovers({ path: folder, place }: Location, repair: boolean): Promise<string> {
  const names = [
    ...(await listIfPresent(folder, place, false)),
    ...(await listIfPresent(path.join(folder, DATA_FOLDER), place, true)).map((name) =>
      path.join(DATA_FOLDER, name),
    ),
  ];
  const stale = await staleTemporaries(folder, names);
  const [first] = stale;
  if (first === undefined) return 'no temporary files of stopped commands';
  if (repair) await sweepTemporaries(folder, stale);
  const left = await staleTemporaries(folder, stale);
  const files = stale.length === 1 ? '1 temporary file' : `${stale.length} temporary files`;
  const named = `${files} of stopped commands: ${path.join(place, first)}${stale.length === 1 ? '' : ', ...'}`;
  if (!repair) return `${named}; dharma-gov doctor --repair removes ${stale.length === 1 ? 'it' : 'them'}`;
  return left.length === 0 ? `removed ${named}` : `could not remove ${named}`;
}

async function listIfPresent(folder: string, place: string, recursive: boolean): Promise<string[]> {
  try {
    return await readdir(folder, { recursive });
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileError(error, 'list', place);
  }
}

async function probeDuckDb(): Promise<string> {
  try {
    const { version } = await import('@duckdb/node-api');
    return `DuckDB ${version()}`;
  } catch (cause) {
    throw new GovError('unavailable', 'DuckDB does not load on this machine', {
      hint: 'install again with npm ci; it ships binaries for Linux, macOS and Windows on x64 and arm64',
      cause,
    });
  }
}
