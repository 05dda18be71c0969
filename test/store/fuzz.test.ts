import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { auditLog } from '../../src/commit-log/audit.js';
import { logFileName } from '../../src/commit-log/file-name.js';
import { GovError } from '../../src/core/errors.js';
import type { RegistryState } from '../../src/registry/state.js';
import { useTemporaryFolder } from '../adapters/temporary-folder.js';
import { MEMORY_FOLDER } from './memory-folder.js';
import {
  commitNamed,
  initStore,
  loadStore,
  logFolder,
  openStore,
  type Store,
  snapshotPath,
} from './store.js';

const inFolder = useTemporaryFolder(MEMORY_FOLDER);
let store: Store;
let entryPath: string;
let entryBytes: Buffer;
let snapshotBytes: Buffer;
let trueState: RegistryState;

beforeEach(async () => {
  const registry = inFolder('models');
  mkdirSync(registry);
  store = openStore(registry);
  await initStore(store);
  await commitNamed(store, 'né €');
  await commitNamed(store, 'second');
  entryPath = join(logFolder(registry), logFileName(2));
  entryBytes = readFileSync(entryPath);
  snapshotBytes = readFileSync(snapshotPath(registry));
  trueState = (await loadStore(store)).state;
});

/** Undefined when `bytes` in the place of an entry are refused as they should be, or are as good as the entry. */
async function faultOfEntry(bytes: Uint8Array): Promise<string | undefined> {
  writeFileSync(entryPath, bytes);
  try {
    const entries = await store.log.readFrom(1);
    if (!isDeepStrictEqual(entries[1], JSON.parse(entryBytes.toString('utf8'))))
      return 'accepted another content';
  } catch (error) {
    if (!(error instanceof GovError)) return `threw ${error}`;
    // A changed digit may make it look like a newer format, which is refused as well.
    if (error.kind !== 'integrity' && error.kind !== 'config') return `threw ${error.kind}: ${error.message}`;
  }
  if (entryBytes.equals(bytes)) return undefined;
  const { findings } = auditLog(await store.log.survey(), store.sha256, {
    expectedHead: null,
    snapshotHead: null,
  });
  const named = findings.length === 1 && findings[0]?.generation === 2;
  return named ? undefined : `the audit found ${JSON.stringify(findings)}`;
}

/** Undefined when a snapshot of these bytes leads to the true state or is refused. */
async function faultOfSnapshot(bytes: Uint8Array): Promise<string | undefined> {
  writeFileSync(snapshotPath(inFolder('models')), bytes);
  try {
    const { state } = await loadStore(store);
    return isDeepStrictEqual(state, trueState) ? undefined : `led to ${JSON.stringify(state)}`;
  } catch (error) {
    return error instanceof GovError && error.kind === 'config' ? undefined : `threw ${error}`;
  }
}

const FILES = [
  { what: 'a log entry', bytes: () => entryBytes, faultOf: faultOfEntry },
  { what: 'a snapshot', bytes: () => snapshotBytes, faultOf: faultOfSnapshot },
];

test.each(FILES)('$what cut off at any offset is refused or still the same', async ({ bytes, faultOf }) => {
  const faults: string[] = [];
  for (let length = 0; length < bytes().length; length++) {
    const fault = await faultOf(bytes().subarray(0, length));
    if (fault !== undefined) faults.push(`cut to ${length} bytes: ${fault}`);
  }
  expect(faults.slice(0, 3)).toEqual([]);
});

test.each(FILES)('$what with one bit flipped is refused or still the same', async ({ bytes, faultOf }) => {
  const faults: string[] = [];
  // Every seventh: at least one in each byte, and all eight of them in turn.
  for (let bit = 0; bit < bytes().length * 8; bit += 7) {
    const flipped = Buffer.from(bytes());
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const fault = await faultOf(flipped);
    if (fault !== undefined) faults.push(`bit ${bit}: ${fault}`);
  }
  expect(faults.slice(0, 3)).toEqual([]);
});

test.each(FILES)('$what of random bytes is refused', async ({ faultOf }) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(await faultOf(bytes)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test.each(FILES)(
  '$what with random bytes spliced in is refused or still the same',
  async ({ bytes, faultOf }) => {
    const splice = fc.record({
      at: fc.nat(),
      removed: fc.nat({ max: 8 }),
      inserted: fc.oneof(
        fc.uint8Array({ maxLength: 8 }),
        fc.string({ maxLength: 8 }).map((text) => Buffer.from(text)),
      ),
    });
    await fc.assert(
      fc.asyncProperty(splice, async ({ at, removed, inserted }) => {
        const offset = at % bytes().length;
        const before = bytes().subarray(0, offset);
        const after = bytes().subarray(offset + removed);
        expect(await faultOf(Buffer.concat([before, inserted, after]))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  },
);

test.each(FILES)(
  '$what with a random value in any of its fields is refused or still the same',
  async ({ bytes, faultOf }) => {
    const document = JSON.parse(bytes().toString('utf8'));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(document)), fc.jsonValue(), async (key, value) => {
        expect(await faultOf(Buffer.from(JSON.stringify({ ...document, [key]: value })))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  },
);
