import { expect, test } from 'vitest';
import { checkChain } from '../../src/commit-log/chain.js';
import { EMPTY_HEAD } from '../../src/commit-log/entry.js';
import { generationOfFileName, logFileName } from '../../src/commit-log/file-name.js';
import { makeChain } from './chains.js';

const CHAIN = makeChain(4);

test('entries that follow each other from the given head on are a chain', () => {
  expect(() => checkChain(EMPTY_HEAD, CHAIN, 'log')).not.toThrow();
});

test.each([
  ['starts after another head', CHAIN.slice(1), 2],
  ['has a hole', CHAIN.filter(({ generation }) => generation !== 3), 4],
  ['has a member of another log', [...CHAIN.slice(0, 2), ...makeChain(4, 'eve').slice(2)], 3],
])('a chain that %s is refused at the entry that does not follow', (_what, entries, generation) => {
  expect(() => checkChain(EMPTY_HEAD, entries, 'models/log')).toThrow(
    expect.objectContaining({
      kind: 'integrity',
      message: expect.stringMatching(new RegExp(`^models/log: generation ${generation} does not follow`)),
    }),
  );
});

test('file names sort like generations and are read back', () => {
  const generations = [1, 9, 10, 999, 123_456_789_012];
  const names = generations.map(logFileName);
  expect([...names].sort()).toEqual(names);
  expect(names.map(generationOfFileName)).toEqual(generations);
});

test.each([
  '000000000000.json',
  '1.json',
  '0000000000001.json',
  '000000000001.json.tmp',
  'x000000000001.json',
  '.json',
])('%s is not the name of an entry', (name) => {
  expect(generationOfFileName(name)).toBeUndefined();
});
