import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, vi } from 'vitest';
import type { DescribeOptions } from '../../src/adapters/duckdb/column-inference.js';
import type { InputOptions } from '../../src/adapters/duckdb/input-files.js';
import { type Row, withDuckDb } from '../../src/adapters/duckdb/session.js';
import { openSource, type Source } from '../../src/adapters/duckdb/source.js';
import { GovError } from '../../src/core/errors.js';

// DuckDB on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

export type Options = InputOptions & DescribeOptions;

export interface ReadSource extends Source {
  readonly rows: Row[];
  /** Column -> its kind. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** A folder for input files, removed after the tests, and ways to read what is in it. */
export function useInputs() {
  const folder = mkdtempSync(join(tmpdir(), 'dharma-source-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const temporary = { path: join(folder, 'registry/tmp'), place: 'registry/tmp' };

  async function read(inputs: string | readonly string[], options: Options = {}): Promise<ReadSource> {
    return withDuckDb({ temporary }, async (session) => {
      const source = await openSource(session, [inputs].flat(), options);
      const kinds = Object.fromEntries(source.columns.map(({ name, kind }) => [name, kind]));
      return { ...source, kinds, rows: await session.rows(`SELECT * FROM ${source.relation}`) };
    });
  }

  return {
    folder,
    temporary,
    read,
    file(name: string, content: string | Uint8Array): string {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    /** What is wrong with an input, without the folder it lies in. */
    async problem(inputs: string | readonly string[], options?: Options) {
      const error = await read(inputs, options).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof GovError)) throw error ?? new Error('expected an error, but none was thrown');
      return `${error.kind}: ${error.message.replaceAll(`${folder}/`, '')}`;
    },
  };
}
