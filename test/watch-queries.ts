import { DuckDBConnection } from '@duckdb/node-api';
import { vi } from 'vitest';

/** Starts to watch the queries of all databases; the function returned tells those since its last call. */
export function watchQueries(): () => string[] {
  const spies = [
    vi.spyOn(DuckDBConnection.prototype, 'run'),
    vi.spyOn(DuckDBConnection.prototype, 'stream'),
    vi.spyOn(DuckDBConnection.prototype, 'runAndReadAll'),
  ];
  return () => {
    const queries = spies.flatMap(({ mock }) => mock.calls.map(([sql]) => sql));
    for (const spy of spies) spy.mockClear();
    return queries;
  };
}
