import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quoteName, quoteText, withDuckDb } from '../../src/adapters/duckdb/session.js';
import { useTemporaryFolder } from '../adapters/temporary-folder.js';

const inFolder = useTemporaryFolder();
const temporary = () => ({ path: inFolder('.dharma/tmp'), place: '.dharma/tmp' });

describe('a DuckDB session', () => {
  it('means UTC wherever it runs', async () => {
    const { at } = await withDuckDb({ temporary: temporary() }, (session) =>
      session.row("SELECT '2024-07-01 12:00:00'::TIMESTAMPTZ AS at"),
    );
    expect(at).toEqual(new Date('2024-07-01T12:00:00Z'));
  });

  it('neither installs nor loads extensions by itself', async () => {
    await expect(
      withDuckDb({ temporary: temporary() }, (session) => session.rows("FROM read_csv('s3://bucket/a.csv')")),
    ).rejects.toThrow('httpfs');
  });

  it('removes its folder when the work is done, and when it fails', async () => {
    await withDuckDb({ temporary: temporary() }, async (session) => {
      const { path } = await session.temporaryFolder();
      writeFileSync(join(path, 'spilled'), 'x');
    });
    expect(existsSync(temporary().path)).toBe(false);
    await expect(
      withDuckDb({ temporary: temporary() }, () => Promise.reject(new Error('stop'))),
    ).rejects.toThrow('stop');
    expect(existsSync(temporary().path)).toBe(false);
  });

  it('leaves the folder of another session alone', async () => {
    await withDuckDb({ temporary: temporary() }, async () => {
      await withDuckDb({ temporary: temporary() }, async () => {});
      expect(readdirSync(temporary().path)).toHaveLength(1);
    });
  });

  // Permissions do not keep root from writing, but this file system does.
  it.skipIf(process.platform !== 'linux')(
    'takes the temporary folder of the system for one that is read-only',
    async () => {
      const readOnly = { path: '/sys/dharma-gov/tmp', place: '.dharma/tmp' };
      const path = await withDuckDb({ temporary: readOnly }, async (session) => {
        const { configured } = await session.row("SELECT current_setting('temp_directory') AS configured");
        const folder = await session.temporaryFolder();
        expect(configured).toBe(folder.path);
        writeFileSync(join(folder.path, 'spilled'), 'x');
        return folder.path;
      });
      expect(path.startsWith(join(tmpdir(), 'dharma-gov-'))).toBe(true);
      expect(existsSync(dirname(path))).toBe(false);
    },
  );

  it('sorts more than its memory holds by spilling to that folder', async () => {
    const { rows } = await withDuckDb({ temporary: temporary() }, (session) =>
      session.row(
        "SELECT count(*)::DOUBLE AS rows FROM (SELECT * FROM (SELECT repeat('x', 1000) || hash(i) AS t FROM range(250000) r(i)) ORDER BY t OFFSET 1)",
      ),
    );
    expect(rows).toBe(249_999);
  }, 60_000);

  it('quotes names and texts that hold quotes', async () => {
    const [name, text] = ['a "b" \'c\'', 'it\'s "x"'];
    expect(
      await withDuckDb({ temporary: temporary() }, (session) =>
        session.row(`SELECT ${quoteText(text)} AS ${quoteName(name)}`),
      ),
    ).toEqual({ [name]: text });
  });

  it('writes Parquet into a folder whose name looks like a pattern', async () => {
    const path = inFolder('we[1]rd.parquet');
    await withDuckDb({ temporary: temporary() }, (session) =>
      session.writeParquet({ path, columns: 1 }, 'SELECT 1 AS a'),
    );
    expect(existsSync(path)).toBe(true);
  });
});
