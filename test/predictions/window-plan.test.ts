import { describe, expect, it } from 'vitest';
import { EMPTY_HEAD } from '../../src/commit-log/entry.js';
import type { LabelsAdded, PredictionsAdded } from '../../src/predictions/events.js';
import { planWindow } from '../../src/predictions/window.js';

const base = {
  bytes: 1,
  rows: 1,
  source: { name: 's', sha256: '0'.repeat(64), bytes: 1 },
  rejected: 0,
  duplicates: 0,
};

function batch(file: string, firstAt: string, lastAt: string, version = '1.0.0'): PredictionsAdded {
  return { type: 'predictions-added', version, file, ...base, conflicting: 0, firstAt, lastAt, columns: [] };
}

const labels: LabelsAdded = {
  type: 'labels-added',
  file: 'l',
  ...base,
  corrected: 0,
  actual: { name: 'actual', sqlType: 'VARCHAR', kind: 'text' },
};

const state = {
  head: EMPTY_HEAD,
  predictions: [
    batch('january', '2024-01-01T00:00:00.000Z', '2024-01-31T23:59:59.999Z'),
    batch('february', '2024-02-01T00:00:00.000Z', '2024-02-29T12:00:00.000Z'),
    batch('of another version', '2024-01-01T00:00:00.000Z', '2024-12-31T00:00:00.000Z', '2.0.0'),
  ],
  labels: [labels],
};

function filesOf(from: string | null, to: string | null) {
  return planWindow(state, { version: '1.0.0', from, to }).batches.map(({ file }) => file);
}

describe('planning a window', () => {
  it('names only the batches of the version that overlap it', () => {
    expect(filesOf('2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z')).toEqual(['february']);
    expect(filesOf('2024-01-31T00:00:00.000Z', '2024-02-02T00:00:00.000Z')).toEqual(['january', 'february']);
  });

  it('includes its beginning and excludes its end', () => {
    expect(filesOf('2024-02-29T12:00:00.000Z', null)).toEqual(['february']);
    expect(filesOf('2024-02-29T12:00:00.001Z', null)).toEqual([]);
    expect(filesOf(null, '2024-01-01T00:00:00.000Z')).toEqual([]);
    expect(filesOf(null, '2024-01-01T00:00:00.001Z')).toEqual(['january']);
  });

  it('reads all labels of the model, which carry no instant', () => {
    const plan = planWindow(state, { version: '2.0.0', from: null, to: null });
    expect(plan.labels).toEqual([labels]);
    expect(plan.actual).toEqual(labels.actual);
    expect(planWindow({ ...state, labels: [] }, plan.request).actual).toBeNull();
  });
});
