import { expect, test } from 'vitest';
import { sha256 } from '../../src/adapters/sha256.js';
import { EMPTY_HEAD, GENESIS_HASH, headOf, renderEntry, sealEntry } from '../../src/commit-log/entry.js';
import { parseEntry } from '../../src/commit-log/parse-entry.js';
import { GovError } from '../../src/core/errors.js';

const NOTE = { at: '2024-05-01T10:00:00.000Z', actor: 'ada', action: 'register', reason: null };
const ENTRY = sealEntry(EMPTY_HEAD, NOTE, [{ type: 'noted', text: 'né €', value: 0.1 }], sha256);
const TEXT = renderEntry(ENTRY);

function errorOf(text: string, generation = 1): GovError {
  try {
    parseEntry(text, generation, 'log/1.json', sha256);
  } catch (error) {
    if (error instanceof GovError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test('what was rendered parses to the same entry', () => {
  expect(parseEntry(TEXT, 1, 'log/1.json', sha256)).toEqual(ENTRY);
});

test('the first entry follows the genesis hash, each later one the hash before it', () => {
  expect(ENTRY).toMatchObject({ generation: 1, previousHash: GENESIS_HASH });
  expect(sealEntry(headOf(ENTRY), NOTE, [], sha256)).toMatchObject({
    generation: 2,
    previousHash: ENTRY.hash,
  });
});

test('an entry is never earlier than the one before it, even when the clock went back', () => {
  const earlier = { ...NOTE, at: '2024-05-01T09:00:00.000Z' };
  expect(sealEntry(headOf(ENTRY), earlier, [], sha256).at).toBe(NOTE.at);
});

test('equal entries are equal bytes, whatever the order of their keys', () => {
  const shuffled = Object.fromEntries(Object.entries(ENTRY).reverse());
  expect(renderEntry(shuffled as typeof ENTRY)).toBe(TEXT);
});

test.each([
  ['not JSON', TEXT.slice(0, -5)],
  ['empty', ''],
  ['null', 'null'],
  ['a number', '7'],
  ['an unknown field', TEXT.replace('{', '{"note":1,')],
  ['a missing field', TEXT.replace('"actor":"ada",', '')],
  ['no events', TEXT.replace(/"events":\[.*\],"g/, '"events":[],"g')],
  ['a changed value', TEXT.replace('0.1', '0.2')],
  ['a changed seal', TEXT.replace(/"hash":"./, '"hash":"x')],
  ['a value nested too deeply to hash', TEXT.replace('0.1', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)],
])('damage is named with its file and its generation: %s', (_what, text) => {
  expect(errorOf(text)).toMatchObject({
    kind: 'integrity',
    message: expect.stringMatching(/^log\/1\.json: generation 1 is damaged: \S/),
  });
});

test('an entry under the name of another generation is damaged', () => {
  expect(errorOf(TEXT, 2)).toMatchObject({
    kind: 'integrity',
    message: expect.stringContaining('generation 1'),
  });
});

test('a format newer than this program is refused as such', () => {
  expect(errorOf(TEXT.replace('"schemaVersion":1', '"schemaVersion":2'))).toMatchObject({
    kind: 'config',
    message: expect.stringContaining('format 2'),
    hint: 'install a newer dharma-gov',
  });
});
