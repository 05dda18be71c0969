import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findInputFiles } from '../../src/adapters/duckdb/input-files.js';
import { withDuckDb } from '../../src/adapters/duckdb/session.js';
import { auditSource } from '../../src/adapters/duckdb/source-audit.js';
import { useInputs } from './read-source.js';

const { temporary, file } = useInputs();

async function audit(name: string, content: string | Uint8Array) {
  const path = file(name, content);
  const [input] = await withDuckDb({ temporary }, (session) => findInputFiles(session, [path], {}));
  if (input === undefined) throw new Error('no input');
  return auditSource(input);
}

describe('the audit of a file', () => {
  it.each([
    ['lines with an end', 'a,b\n1,2\n3,4\n', 3, 0],
    ['a last line without an end', 'a,b\n1,2\n3,4', 3, 0],
    ['blank lines', 'a,b\n\n1,2\n\n\n', 5, 3],
    ['blank lines with Windows ends', 'a,b\r\n\r\n1,2\r\n', 3, 1],
    ['old Macintosh ends', 'a,b\r\r1,2\r', 3, 1],
  ])('counts %s', async (_what, text, lines, blankLines) => {
    expect(await audit('a.csv', text)).toMatchObject({ lines, blankLines });
    expect(await audit('a.csv.gz', gzipSync(text))).toMatchObject({ lines, blankLines });
  });

  it('counts across the parts in which a large file is read', async () => {
    // A part ends after 2^20 bytes: here within a blank line of two bytes, and just after the end of a line.
    const first = `${'x'.repeat(2 ** 20 - 3)}\r\n\r`;
    const second = `\n${'x'.repeat(2 ** 20 - 2)}\n`;
    expect(await audit('a.csv', `${first}${second}\n`)).toMatchObject({ lines: 4, blankLines: 2 });
  });

  it('hashes the bytes as they lie there', async () => {
    const packed = gzipSync('a,b\n1,2\n');
    const { sha256 } = await audit('a.csv.gz', packed);
    expect(sha256).toBe(createHash('sha256').update(packed).digest('hex'));
  });

  it('finds a gzip file that is cut off', async () => {
    const packed = gzipSync(`a,b\n${'1,2\n'.repeat(50_000)}`);
    await expect(audit('a.csv.gz', packed.subarray(0, packed.length - 10))).rejects.toMatchObject({
      kind: 'input',
    });
  });
});
