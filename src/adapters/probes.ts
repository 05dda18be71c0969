import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GovError } from '../core/errors.js';
import type { Probe } from '../governance/registry/diagnose-registry.js';
import { fileError } from './file-errors.js';
import { findLeftovers, removeLeftovers } from './leftovers.js';
import type { Location } from './location.js';

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

async function probeLeftovers(registry: Location, repair: boolean): Promise<string> {
  const stale = await findLeftovers(registry);
  const [first] = stale;
  if (first === undefined) return 'no temporary files of stopped commands';
  const removed = repair ? await removeLeftovers(registry) : 0;
  const files = stale.length === 1 ? '1 temporary file' : `${stale.length} temporary files`;
  const shown = path.join(registry.place, first);
  const named = `${files} of stopped commands: ${shown}${stale.length === 1 ? '' : ', ...'}`;
  if (!repair) return `${named}; dharma-gov doctor --repair removes ${stale.length === 1 ? 'it' : 'them'}`;
  return removed === stale.length ? `removed ${named}` : `could not remove ${named}`;
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
