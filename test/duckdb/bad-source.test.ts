import { chmodSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withDuckDb } from '../../src/adapters/duckdb/session.js';
import { openSource } from '../../src/adapters/duckdb/source.js';
import { useInputs } from './read-source.js';

const { folder, temporary, file, problem } = useInputs();

describe('an input that cannot be read says what is wrong with it', () => {
  it.each([
    ['nothing there', 'nope.csv', 'input: nope.csv: no such file'],
    ['a glob without a match', '*.nope', 'input: *.nope: matches no file'],
  ])('%s', async (_what, name, message) => {
    expect(await problem(`${folder}/${name}`)).toBe(message);
  });

  it('a directory', async () => {
    file('dir/a.csv', 'a,b\n1,2\n');
    expect(await problem(`${folder}/dir`)).toBe('input: dir: is a directory');
  });

  it.each(['s3://bucket/a.csv', 'https://example.org/a.csv'])('%s', async (address) => {
    expect(await problem(address)).toBe(`input: ${address}: only local files can be read`);
  });

  it('no input at all', async () => {
    expect(await problem([])).toBe('usage: no input file given');
    expect(await problem('-')).toBe('usage: there is no standard input to read');
  });

  const utf16 = Buffer.from('\ufeffa,b\n1,2\n', 'utf16le');
  it.each<[string, string, string | Uint8Array, string]>([
    ['an empty file', 'e.csv', '', 'input: e.csv: is empty'],
    ['a header only', 'h.csv', 'a,b\n', 'input: h.csv: holds a header and no rows'],
    ['a header without a line end', 'h2.csv', 'a,b', 'input: h2.csv: holds a header and no rows'],
    ['an empty first line', 'f.csv', '\na,b\n1,2\n', 'input: f.csv: begins with an empty line'],
    ['duplicate columns', 'd.csv', 'a,b,a\n1,2,3\n', 'input: d.csv: names a column "a" twice'],
    [
      'columns that differ by case',
      'd2.csv',
      'a,A\n1,2\n',
      'input: d2.csv: names a column both "a" and "A", which differ only by case',
    ],
    ['binary data', 'b.csv', 'a,b\n\0\x01,2\n', 'input: b.csv: is binary, not text'],
    ['UTF-16', 'u.csv', utf16, 'input: u.csv: is UTF-16 text'],
    [
      'Latin-1',
      'l.csv',
      Buffer.from('a,b\n1,caf\xe9\n', 'latin1'),
      'input: l.csv: line 2: holds bytes that are not UTF-8',
    ],
    ['too few values', 'v.csv', 'a,b\n1,2\n3\n', 'input: v.csv: line 3: expected 2 columns, found 1'],
    ['too many values', 'w.csv', 'a,b\n1,2,3\n', 'input: w.csv: line 2: expected 2 columns, found 3'],
    [
      'an unclosed quote',
      'q.csv',
      'a,b\n1,"x\n2,y\n',
      'input: q.csv: line 2: a quote is opened and not closed as it should be',
    ],
    [
      'a 10 MB line',
      'm.csv',
      `a,b\n1,${'x'.repeat(1e7)}\n`,
      'input: m.csv: line 2: is longer than 2,000,000 bytes',
    ],
    [
      'a 10 MB header',
      'n.csv',
      `a,${'x'.repeat(1e7)}\n1,2\n`,
      'input: n.csv: its first line is longer than 1 MiB',
    ],
    [
      'mixed line ends',
      'r.csv',
      'a,b\n1,2\r\n3,4\n',
      'input: r.csv: mixes line endings, or a carriage return stands within a line',
    ],
    ['an unknown extension', 'x.dat', 'a,b\n', 'usage: x.dat: its name does not say what format it has'],
    [
      'text called Parquet',
      'p.parquet',
      'a,b\n1,2\n',
      'input: p.parquet: is not a Parquet file, or a damaged one',
    ],
    ['Parquet called CSV', 'p.csv', 'PAR1....PAR1', 'input: p.csv: is a Parquet file'],
    [
      'a truncated gzip file',
      't.csv.gz',
      gzipSync('a,b\n1,2\n'.repeat(1000)).subarray(0, 40),
      'input: t.csv.gz: is damaged: it cannot be unpacked to its end',
    ],
    ['a JSON array', 'a.ndjson', '[{"a":1}]\n', 'input: a.ndjson: no line holds a JSON object'],
    ['a malformed JSON line', 'j.ndjson', '{"a":1}\n{"a":\n', 'input: j.ndjson: not a JSON object: {"a":'],
    [
      'keys that differ by case',
      'k.ndjson',
      '{"a":1}\n{"A":2}\n',
      'input: k.ndjson: names a column both "a" and "A", which differ only by case',
    ],
  ])('%s', async (_what, name, content, message) => {
    expect(await problem(file(name, content))).toBe(message);
  });

  it('a value that does not fit the column, after a long beginning of values that do', async () => {
    const path = file('late.csv', `a,b\n${'1,2\n'.repeat(11_000)}x,3\n`);
    expect(await problem(path)).toBe('input: late.csv: line 11002: column "a": expected a number, got "x"');
  });

  it('a file that may not be read', async (context) => {
    context.skip(
      process.getuid?.() === 0,
      'root may read every file; test/cli/bad-input.test.ts tries it as nobody',
    );
    const path = file('secret.csv', 'a,b\n1,2\n');
    chmodSync(path, 0);
    expect(await problem(path)).toBe('forbidden: cannot read secret.csv: permission denied');
  });

  it('text that is not UTF-8 in a column that the query does not use', async () => {
    const path = file('unused.csv', Buffer.from('a,b\n1,caf\xe9\n', 'latin1'));
    await expect(
      withDuckDb({ temporary }, async (session) => {
        const { relation } = await openSource(session, [path]);
        return session.rows(`SELECT max(b) FROM ${relation}`);
      }),
    ).rejects.toMatchObject({ kind: 'input', message: expect.stringContaining('not UTF-8') });
  });
});
