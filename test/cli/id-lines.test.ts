import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIdLines } from '../../src/cli/id-lines.js';

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(text: string | Uint8Array, chunkSize = 4): Promise<string[]> {
  const ids: string[] = [];
  for await (const some of readIdLines(chunksOf(Buffer.from(text), chunkSize))) ids.push(...some);
  return ids;
}

describe('a stream of ids', () => {
  it('is the same ids however it is cut into chunks, in the middle of a character too', async () => {
    const id = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 8 })
      // A byte order mark at the very beginning is no part of the first id.
      .filter((text) => !/[\r\n\t]/.test(text) && !text.startsWith('\ufeff'));
    await fc.assert(
      fc.asyncProperty(fc.array(id, { minLength: 1 }), fc.integer({ min: 1, max: 9 }), async (ids, size) => {
        expect(await read(`${ids.join('\n')}\n`, size)).toEqual(ids);
      }),
    );
  });

  it('may end without a line end, be empty, or begin with a byte order mark', async () => {
    expect(await read('a\nb')).toEqual(['a', 'b']);
    expect(await read('')).toEqual([]);
    expect(await read('\ufeffa\n')).toEqual(['a']);
  });

  it.each([
    ['an empty line', 'a\n\nb\n', '<stdin>: line 2 is empty'],
    ['an empty line at the end', 'a\nb\n\n', '<stdin>: line 3 is empty'],
    ['a carriage return', 'a\nb\nc\r\nd', '<stdin>: line 3 holds a carriage return'],
    ['a carriage return in the last line', 'a\nb\r', '<stdin>: line 2 holds a carriage return'],
    ['a tab', 'a\nb\tc\nd', '<stdin>: line 2 holds a tab, which is what ends an id in the output'],
    [
      'bytes that are not UTF-8',
      Buffer.from([0x61, 0x0a, 0xff, 0x0a]),
      '<stdin>: after line 0: holds bytes that are not UTF-8',
    ],
    [
      'half a character at the end',
      Buffer.from([0x61, 0x0a, 0xc3]),
      '<stdin>: after line 1: holds bytes that are not UTF-8',
    ],
  ])('is refused for %s, by its line', async (_name, text, message) => {
    await expect(read(text)).rejects.toMatchObject({ kind: 'input', message });
  });
});
