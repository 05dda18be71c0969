import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GovError } from '../core/errors.js';
import type { Probe } from '../governance/registry/diagnose-registry.js';
import { fileError } from './file-errors.js';
import type { Location } from './location.js';

/** Trials of what the program needs from this machine. */
export function machineProbes(registry: Location): Probe[] {
  return [
    {
      name: 'runtime',
      run: async () => `Node ${process.versions.node} on ${process.platform}-${process.arch}`,
    },
    { name: 'storage', run: () => probeStorage(registry) },
    { name: 'duckdb', run: probeDuckDb },
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
