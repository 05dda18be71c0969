import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spliceJson } from '../../src/adapters/json-splice.js';
import { type JsonObject, renderSorted } from '../../src/adapters/sorted-json.js';

/** Few and alike, so that they meet: within one object, at several depths, as values that look like layout. */
const KEYS = ['a', 'b', '1.0.1', '1.0.10', '7', '10', '__proto__', 'é"\n', '  "a": {'];
const key = fc.constantFrom(...KEYS);
const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1.5e-7, '', 'x,', '}', '{', '[\n', '\n  "a": 1,', '\ud800', '😀'),
  fc.string(),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
})).value;
const object = fc.dictionary(key, value, { minKeys: 1, maxKeys: 6, noNullPrototype: true });

/** The object with some members set anew, at any depth; what is not on the way there is shared. */
function changed(
  before: JsonObject,
  changes: readonly (readonly [readonly string[], unknown])[],
): JsonObject {
  return changes.reduce<JsonObject>((current, [path, item]) => set(current, path, item), before);
}

function set(into: JsonObject, [first = '', ...rest]: readonly string[], item: unknown): JsonObject {
  const inner = Object.hasOwn(into, first) ? into[first] : undefined;
  const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  const next = rest.length === 0 ? item : set(isObject ? (inner as JsonObject) : {}, rest, item);
  return Object.fromEntries([...Object.entries(into), [first, next]]);
}

const parsed = (content: JsonObject): JsonObject => JSON.parse(renderSorted(content));
const spliced = (before: JsonObject, after: JsonObject, opening = '{\n') =>
  spliceJson(
    Buffer.from(`${opening}${renderSorted(before).slice('{\n'.length)}\n`),
    before,
    after,
  )?.toString();

describe('a spliced text', () => {
  test('is the one that would have been printed', () => {
    const path = fc.array(key, { minLength: 1, maxLength: 4 });
    const changes = fc.array(fc.tuple(path, value), { maxLength: 6 });
    fc.assert(
      fc.property(object, changes, (content, list) => {
        const before = parsed(content);
        const after = changed(before, list);
        expect(spliced(before, after)).toBe(`${renderSorted(after)}\n`);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, readonly string[], unknown]>([
    ['a first member', ['models', '0'], { version: 1 }],
    ['a last member', ['models', 'z'], { version: 1 }],
    ['one in the middle', ['models', 'c'], []],
    ['a member of a member', ['models', 'd', 'status'], 'staging'],
    ['a member of what was empty', ['models', 'b', 'x'], 1],
    ['a list', ['trail'], ['1', '2']],
  ])('differs in nothing but %s', (_what, path, item) => {
    const before = { models: { b: {}, d: { status: 'x' } }, trail: [], zone: null };
    const after = changed(before, [[path, item]]);
    expect(spliced(before, after)).toBe(`${renderSorted(after)}\n`);
  });

  test('keeps members that stand in front', () => {
    const opening = '{\n  "seal": "a",\n';
    expect(spliced({ b: 1 }, { b: 1, a: 2 }, opening)).toBe(`${opening}  "a": 2,\n  "b": 1\n}\n`);
  });
});

test('members that are gone or undefined cannot be spliced away', () => {
  expect(spliced({ a: 1, b: 2 }, { a: 1 })).toBeUndefined();
  expect(spliced({ a: 1, b: 2 }, { a: 1, b: undefined })).toBeUndefined();
  expect(spliced({ a: { b: 1, c: 1 } }, { a: { b: 2 } })).toBe('{\n  "a": {\n    "b": 2\n  }\n}\n');
});

test('a text in another layout is not spliced', () => {
  const before = { a: { b: [1] } };
  const texts = ['{"a":{"b":[1]}}', JSON.stringify(before, null, 4), '{\n  "a": {\n    "b": [\n  1', ''];
  for (const text of texts) expect(spliceJson(Buffer.from(text), before, { a: { b: 2 } })).toBeUndefined();
});
