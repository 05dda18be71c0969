import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withDuckDb } from '../../src/adapters/duckdb/session.js';
import { useInputs } from './read-source.js';

const { folder, temporary, file, read } = useInputs();

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

describe('formats', () => {
  const rows = [
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
  ];

  it.each([',', ';', '\t', '|'])('reads CSV with the delimiter %j', async (delimiter) => {
    const text = 'a,b\n1,x\n2,y\n'.replaceAll(',', delimiter);
    expect((await read(file('d.csv', text))).rows).toEqual(rows);
  });

  it('finds the delimiter although many rows are bad and hold other ones', async () => {
    const { columns } = await read(file('noise.csv', `a,b\n1,x;y;z\n2,p;q;r\n`));
    expect(columns.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it.each([
    ['quoted delimiters, quotes and line ends', 'a,b\n1,"x, ""y""\nz"\n', { a: 1, b: 'x, "y"\nz' }],
    ['escaped quotes', 'a,b\n1,"x \\"y\\" z"\n', { a: 1, b: 'x "y" z' }],
    ['a byte order mark', '\ufeffa,b\n1,x\n', { a: 1, b: 'x' }],
    ['Windows line ends', 'a,b\r\n1,x\r\n', { a: 1, b: 'x' }],
    ['old Macintosh line ends', 'a,b\r1,x\r', { a: 1, b: 'x' }],
    ['no line end at the end', 'a,b\n1,x', { a: 1, b: 'x' }],
    ['blank lines', 'a,b\n\n1,x\n\n', { a: 1, b: 'x' }],
    ['a quoted header', '"a","b"\n1,x\n', { a: 1, b: 'x' }],
    ['a quote within a value', 'a,b\n1,5" pipe\n', { a: 1, b: '5" pipe' }],
  ])('reads CSV with %s', async (_what, text, row) => {
    expect((await read(file('q.csv', text))).rows).toEqual([row]);
  });

  it('reads NDJSON, with keys that only later lines have', async () => {
    const { rows: found } = await read(file('a.ndjson', '{"a":1,"b":"x"}\n\n{"b":"y","late":2.5}\n'));
    expect(found).toEqual([
      { a: 1, b: 'x', late: null },
      { a: null, b: 'y', late: 2.5 },
    ]);
  });

  it('reads Parquet with the types it has', async () => {
    const path = join(folder, 'p.parquet');
    await withDuckDb({ temporary }, (session) =>
      session.run(
        `COPY (SELECT 9007199254740993 AS id, 0.5::FLOAT AS f, TIMESTAMP '2024-01-01' AS t, [1] AS l) TO '${path}'`,
      ),
    );
    const { kinds, rows: found } = await read(path);
    expect(kinds).toEqual({ id: 'integer', f: 'number', t: 'timestamp', l: 'other' });
    expect(found[0]?.id).toBe(9007199254740993n);
  });

  it.each(['c.csv.gz', 'c.ndjson.gz', 'c.csv'])('unpacks %s, told by its content', async (name) => {
    const text = name.includes('ndjson') ? '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n' : 'a,b\n1,x\n2,y\n';
    expect((await read(file(name, gzipSync(text)))).rows).toEqual(rows);
  });

  it('tells the format of standard input by its first bytes', async () => {
    expect((await read('-', { stdin: chunks('a,', 'b\n1,x\n2', ',y\n') })).rows).toEqual(rows);
    expect((await read('-', { stdin: chunks('{"a":1,"b":"x"}\n', '{"a":2,"b":"y"}') })).rows).toEqual(rows);
    const { files } = await read('-', { stdin: chunks('a,b\n1,x\n') });
    expect(files[0]?.name).toBe('<stdin>');
  });

  it('reads a named pipe once, though it looks at it several times', async () => {
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const [{ rows: found }] = await Promise.all([
      read(pipe),
      execFileSync('sh', ['-c', `(printf 'a,b\\n1,x\\n2,y\\n' > '${pipe}') > /dev/null 2>&1 &`]),
    ]);
    expect(found).toEqual(rows);
  });

  it('takes --format over the name', async () => {
    expect((await read(file('data.txt', 'a,b\n1,x\n2,y\n'), { format: 'csv' })).rows).toEqual(rows);
  });
});

describe('several files', () => {
  it('are one table: globs in order of names, missing columns null', async () => {
    file('g/2.csv', 'a,c\n3,z\n');
    file('g/1.csv', 'a,b\n1,x\n');
    expect((await read(join(folder, 'g/*.csv'))).rows).toEqual([
      { a: 1, b: 'x', c: null },
      { a: 3, b: null, c: 'z' },
    ]);
  });

  it('count once when they are named twice', async () => {
    const path = file('once/1.csv', 'a,b\n1,x\n');
    expect((await read([path, join(folder, 'once/*.csv'), path])).rows).toHaveLength(1);
  });

  it('are read as text where they disagree, and say so', async () => {
    const { rows, conflicts } = await read([file('n.csv', 'a,b\n1.5,x\n'), file('t.csv', 'a,b\nlow,x\n')]);
    expect(rows.map(({ a }) => a)).toEqual(['1.5', 'low']);
    expect(conflicts).toEqual(['a']);
  });

  it('may have names that look like patterns', async () => {
    expect((await read(file('we[1]rd*?.csv', 'a,b\n1,x\n'))).rows).toEqual([{ a: 1, b: 'x' }]);
  });
});

describe('kinds of columns', () => {
  it('are told by the values', async () => {
    const text =
      'whole,number,flag,day,time,word,none\n' +
      '1,0.5,true,2024-01-01,2024-01-01T00:00:00+02:00,x,\n' +
      '-2,1e3,False,2024-01-02,2024-01-01 10:00:00,,\n';
    expect((await read(file('k.csv', text))).kinds).toEqual({
      whole: 'integer',
      number: 'number',
      flag: 'boolean',
      day: 'timestamp',
      time: 'timestamp',
      word: 'text',
      none: 'empty',
    });
  });

  it('keep NaN and infinity as the numbers they are', async () => {
    const { kinds, rows } = await read(file('nan.csv', 'a,b\nNaN,1\ninf,2\n-Infinity,3\n0.5,4\n'));
    expect(kinds.a).toBe('number');
    expect(rows.map(({ a }) => a)).toEqual([Number.NaN, Infinity, -Infinity, 0.5]);
    const json = await read(file('nan.ndjson', '{"a":NaN}\n{"a":-Infinity}\n'));
    expect(json.rows.map(({ a }) => a)).toEqual([Number.NaN, -Infinity]);
  });

  it.each(['csv', 'ndjson'])('keep 64-bit numbers exact in %s', async (format) => {
    const big = ['9007199254740993', '18446744073709551615', '123456789012345678901234567890'];
    const text =
      format === 'csv' ? `a,b,c\n${big.join(',')}\n` : `{"a":${big[0]},"b":${big[1]},"c":${big[2]}}\n`;
    const { rows, kinds } = await read(file(`big.${format}`, text));
    expect(rows[0]).toEqual({ a: 9007199254740993n, b: 18446744073709551615n, c: big[2] });
    expect(kinds).toEqual({ a: 'integer', b: 'integer', c: 'text' });
  });

  it.each(['csv', 'ndjson'])(
    'do not round a fraction that comes after a long beginning of whole numbers in %s',
    async (format) => {
      const values = [...Array(11_000).fill('1'), '0.6'];
      const text =
        format === 'csv'
          ? `a,b\n${values.map((v) => `${v},x\n`).join('')}`
          : values.map((v) => `{"a":${v}}\n`).join('');
      const { rows } = await read(file(`late.${format}`, text));
      expect(rows.at(-1)?.a).toBe(0.6);
    },
  );

  it('look on where the beginning of the file has no value', async () => {
    const { kinds } = await read(file('sparse.csv', `a,b\n${',x\n'.repeat(11_000)}1.5,x\n`));
    expect(kinds.a).toBe('number');
  });

  it('leave JSON strings that look like numbers as text, and mark nested values', async () => {
    const { kinds, rows } = await read(file('s.ndjson', '{"zip":"00501","n":{"k":[1,2]},"l":[1]}\n'));
    expect(kinds).toEqual({ zip: 'text', n: 'other', l: 'other' });
    expect(rows[0]).toEqual({ zip: '00501', n: '{"k":[1,2]}', l: '[1]' });
  });

  it('are text for a column of numbers and words, unless it is declared', async () => {
    const path = file('mixed.csv', 'a,b\n1,x\n2,x\nlow,x\n');
    expect((await read(path)).kinds.a).toBe('text');
    await expect(read(path, { declare: () => ({ a: 'numeric' }) })).rejects.toThrow(
      'mixed.csv: line 4: column "a": expected a number, got "low"',
    );
    expect(
      (await read(file('codes.csv', 'a,b\n007,x\n'), { declare: () => ({ a: 'text' }) })).rows[0]?.a,
    ).toBe('007');
  });
});
