import { expect, test } from 'vitest';
import { sha256 } from '../../src/adapters/sha256.js';

// FIPS 180-4 examples; the third from `printf 'né €' | sha256sum`.
test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['né €', 'ff32ae89c68a2953cacc88a279a052010b0f80cc3919512ba0ee389a3bd00066'],
])('hashes the UTF-8 bytes of %j', (text, expected) => {
  expect(sha256(text)).toBe(expected);
});
