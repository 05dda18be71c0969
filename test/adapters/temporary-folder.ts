import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Location } from '../../src/adapters/location.js';

/** Gives each test of a file an empty folder of its own, in `root`: `inFolder('a')` is a path in it. */
export function useTemporaryFolder(root: string = tmpdir()): (name: string) => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(root, 'dharma-gov-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** A location that messages call `place`. */
export function locate(path: string, place: string): Location {
  return { path, place };
}
