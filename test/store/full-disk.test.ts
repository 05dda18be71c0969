import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GovError } from '../../src/core/errors.js';
import { checkStore } from './check-store.js';
import { commitNamed, initStore, openStore } from './store.js';

const PAGE_BYTES = 4096;

let folder: string;
let disk: string;
let refusal: string | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dharma-gov-full-'));
  disk = join(folder, 'disk');
  mkdirSync(disk);
  try {
    const options = ['-t', 'tmpfs', '-o', 'size=256k,nr_inodes=64', 'tmpfs', disk];
    execFileSync('mount', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    refusal = `no file system of a fixed size can be mounted here: ${String(error).split('\n').join(' ')}`;
  }
});
afterAll(() => {
  if (refusal === undefined) execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true, force: true });
});

/** Fills the disk, but for some pages. */
function fillDisk(freePages: number): void {
  const reserve = join(disk, 'reserve');
  writeFileSync(reserve, Buffer.alloc(freePages * PAGE_BYTES));
  for (let chunk = 16 * PAGE_BYTES; chunk >= PAGE_BYTES; chunk /= 2) {
    try {
      for (;;) writeFileSync(join(disk, 'filler'), Buffer.alloc(chunk), { flag: 'a' });
    } catch {
      // Full for this size: go on with a smaller one.
    }
  }
  rmSync(reserve);
}

/** Uses up the names that the disk can hold, but for some. */
function fillNames(freeNames: number): void {
  const names: string[] = [];
  try {
    for (;;) {
      const name = join(disk, `name-${names.length}`);
      writeFileSync(name, '');
      names.push(name);
    }
  } catch {
    for (const name of names.slice(0, freeNames)) rmSync(name);
  }
}

function emptyDisk(): void {
  execFileSync('find', [disk, '-mindepth', '1', '-delete']);
}

test.for([
  { what: 'page', fill: fillDisk, most: 12 },
  { what: 'name', fill: fillNames, most: 4 },
])(
  'a disk with any number of free $whats left keeps the old state, or takes the new one whole',
  async ({ fill, most }, context) => {
    if (refusal !== undefined) return context.skip(refusal);
    const outcomes: string[] = [];
    for (let free = 0; free <= most; free++) {
      const registry = join(disk, 'registry');
      const warnings: string[] = [];
      emptyDisk();
      mkdirSync(registry);
      await initStore(openStore(registry));
      fill(free);
      const full = openStore(registry, 'test', (message) => warnings.push(message));
      // Some 12 KB, so that it ends in the middle of the file as well as at its start.
      const error: unknown = await commitNamed(full, `large-${'x'.repeat(12_000)}`).then(
        () => undefined,
        (thrown) => thrown,
      );
      const { entries, problems, temporaries } = await checkStore(registry, '');
      expect({ problems, temporaries }).toEqual({ problems: [], temporaries: 0 });
      if (error === undefined) {
        expect(entries).toBe(2);
        outcomes.push(warnings.length === 0 ? 'committed' : 'committed, snapshot old');
        if (warnings.length > 0) expect(warnings.join()).toContain('no space left on the device');
        continue;
      }
      expect(error).toBeInstanceOf(GovError);
      expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('no space left') });
      expect(entries).toBe(1);
      outcomes.push('refused');
    }
    expect(outcomes[0]).toBe('refused');
    expect(outcomes.at(-1)).toBe('committed');
  },
);
