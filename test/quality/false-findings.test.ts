import { describe, expect, it } from 'vitest';
import { evaluateQuality } from '../../src/quality/evaluate-quality.js';
import { evaluateSegmentQuality } from '../../src/quality/evaluate-segment-quality.js';
import type { ColumnFacts, SideFacts } from '../../src/quality/facts.js';
import { normals } from '../drift/drift-project.js';
import { seededRandom } from '../stats/samples.js';

const RUNS = 300;
const COLUMNS = 10;
const NO_REQUESTS = { probability: null, latencyMs: null, predictions: null, repeats: null };

/** A column of numbers of which a share is null, as drift would measure it. */
function facts(random: () => number, referenceRows: number, rows: number, nullShare: number): ColumnFacts {
  const side = (count: number): { values: number[]; figures: SideFacts } => {
    const values = normals(random, count).filter(() => random() >= nullShare);
    const [min, max] = [Math.min(...values), Math.max(...values)];
    return { values, figures: { rows: count, nulls: count - values.length, nan: 0, infinite: 0, min, max } };
  };
  const [before, now] = [side(referenceRows), side(rows)];
  const below = now.values.filter((value) => value < (before.figures.min ?? 0)).length;
  const above = now.values.filter((value) => value > (before.figures.max ?? 0)).length;
  const outside = below + above;
  return {
    name: 'x',
    role: 'feature',
    kind: 'numeric',
    status: 'stable',
    reason: null,
    measures: { bins: [] },
    newValues: null,
    outsideRange: outside === 0 ? null : { rows: outside, share: outside / now.values.length, below, above },
    reference: before.figures,
    current: now.figures,
  };
}

function shareOfRunsWithFindings(referenceRows: number, rows: number, nullShare: number): number {
  const random = seededRandom(referenceRows + rows);
  let found = 0;
  for (let run = 0; run < RUNS; run++) {
    const columns = Array.from({ length: COLUMNS }, () => facts(random, referenceRows, rows, nullShare));
    const { report } = evaluateQuality(
      { columns, requests: { rows, ...NO_REQUESTS }, freshness: null },
      { maxShare: 0.01, alpha: 0.05 },
    );
    if (report.findings.length > 0) found++;
  }
  return found / RUNS;
}

const SEGMENTS = 10;

/** Latencies of which one in two hundred is bad, which is half of what is allowed. */
function latencies(random: () => number, rows: number) {
  const outside = Array.from({ length: rows }, random).filter((value) => value < 0.005).length;
  return { values: rows, outside, min: -1, max: 9 };
}

function shareOfRunsWithSegmentFindings(referenceRows: number, rows: number, nullShare: number): number {
  const random = seededRandom(referenceRows * rows);
  let found = 0;
  for (let run = 0; run < RUNS; run++) {
    const segments = Array.from({ length: SEGMENTS }, (_, segment) => ({
      name: `region=${segment}`,
      columns: Array.from({ length: COLUMNS }, () => facts(random, referenceRows, rows, nullShare)),
      requests: { ...NO_REQUESTS, rows, latencyMs: latencies(random, rows) },
    }));
    const judged = evaluateSegmentQuality(segments, new Set(), { maxShare: 0.01, alpha: 0.05 });
    if (judged.some(({ findings }) => findings.length > 0)) found++;
  }
  return found / RUNS;
}

describe('findings by chance', () => {
  it.each([
    [1000, 50],
    [1000, 200],
    [50, 50],
    [50, 1000],
  ])('are rare when %i old and %i new rows are of one distribution', (referenceRows, rows) => {
    expect(shareOfRunsWithFindings(referenceRows, rows, 0.02)).toBeLessThanOrEqual(0.05);
  });

  it.each([
    [1000, 50, 0.02],
    [200, 200, 0],
    [50, 50, 0.02],
    [50, 500, 0.02],
  ])(
    'are rare in ten segments of %i old and %i new rows of one distribution',
    (referenceRows, rows, nulls) => {
      expect(shareOfRunsWithSegmentFindings(referenceRows, rows, nulls)).toBeLessThanOrEqual(0.05);
    },
  );
});
