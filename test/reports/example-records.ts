import type { CheckRecord, CheckValue } from '../../src/checks/check-record.js';

export type Figure = Pick<CheckValue, 'name' | 'subject' | 'value'> & Partial<CheckValue>;

/** A recorded check of one month, `2026-01`. */
export function recordOf(
  month: string,
  figures: readonly Figure[],
  kind: CheckRecord['kind'] = 'drift',
): CheckRecord {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return {
    schemaVersion: 1,
    id: month,
    kind,
    model: 'churn',
    version: '1.0.0',
    at: '2026-12-01T00:00:00.000Z',
    window: {
      from: new Date(Date.UTC(year, number - 1)).toISOString(),
      to: new Date(Date.UTC(year, number)).toISOString(),
    },
    segmentColumn: null,
    rows: 100,
    verdict: 'pass',
    summary: '',
    rules: [],
    quiet: {},
    values: figures.map((figure) => ({
      low: null,
      high: null,
      n: 100,
      limit: null,
      status: null,
      ...figure,
    })),
  };
}
