import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from './bundle.mjs';
import { checkStore } from './check-store.js';
import { MEMORY_FOLDER } from './memory-folder.js';
import { runWorker } from './processes.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(MEMORY_FOLDER, 'dharma-gov-many-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('16 processes that commit 100 times each, all at once, leave 1,600 commits without a gap', async () => {
  const worker = await bundle('worker', folder);
  const registry = join(folder, 'registry');
  const acknowledgements = join(folder, 'acknowledged');
  mkdirSync(registry);
  const ends = await Promise.all(
    Array.from({ length: 16 }, (_, index) =>
      runWorker({ worker, folder: registry, name: `writer-${index}`, count: 100, acknowledgements }),
    ),
  );
  expect(ends).toEqual(Array(16).fill({ exitCode: 0, signal: null, stderr: '' }));
  expect(await checkStore(registry, acknowledgements)).toEqual({
    // The first one made the registry.
    entries: 1601,
    acknowledged: 1600,
    temporaries: 0,
    problems: [],
  });
}, 60_000);
