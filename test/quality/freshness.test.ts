import { describe, expect, it } from 'vitest';
import type { DriftWindow } from '../../src/governance/drift/current-data.js';
import { checkFreshness } from '../../src/quality/freshness.js';
import { makeDriftProject, normals } from '../drift/drift-project.js';
import { seededRandom } from '../stats/samples.js';

const NOW = '2026-04-02T00:00:00.000Z';

describe('freshness', () => {
  it.each([
    ['2026-04-01T12:00:00.000Z', 24, 'quiet', 'the newest prediction is 12 h old, 24 h are allowed'],
    ['2026-04-01T00:00:00.000Z', 24, 'quiet', 'the newest prediction is 24 h old, 24 h are allowed'],
    ['2026-03-29T00:00:00.000Z', 36, 'firing', 'the newest prediction is 4 days old, 36 h are allowed'],
    // A clock that is ahead.
    ['2026-04-02T01:00:00.000Z', 24, 'quiet', 'the newest prediction is 0 h old, 24 h are allowed'],
    [null, 24, 'firing', 'there are no predictions at all'],
  ])('of %s within %i h: %s', (newestAt, maxAgeHours, state, message) => {
    const { rule, finding } = checkFreshness({ newestAt, now: NOW, maxAgeHours }, 10);
    expect(rule).toMatchObject({ rule: 'freshness', subject: null, state, limit: maxAgeHours, message });
    expect(finding === null).toBe(state === 'quiet');
  });

  it('fails a window that ends now, also an empty one, and no other', async () => {
    const project = await makeDriftProject({ 'quality.maxAgeHours': { m: 24 } });
    const rows = Array.from({ length: 400 }, (_, i) => i);
    const data = {
      request_id: rows.map((i) => `r${i}`),
      timestamp: rows.map((i) => new Date(Date.parse('2026-03-01T00:00:00Z') + i * 3_600_000).toISOString()),
      x: normals(seededRandom(1), 400),
      prediction: rows.map((i) => i % 2),
    };
    await project.setBaseline(project.csv('r.csv', { x: data.x }));
    await project.ingest(project.csv('p.csv', data));
    const check = (window: DriftWindow) => project.check('', { window });
    const open = await check({ kind: 'log', from: null, to: null });
    expect(open).toMatchObject({ verdict: 'fail', rows: 400 });
    expect(open.quality.findings).toMatchObject([
      { kind: 'stale', column: null, severity: 'severe', limit: 24 },
    ]);
    expect(open.rules.at(-1)).toMatchObject({ rule: 'freshness', state: 'firing' });

    const from = new Date(Date.now() - 3_600_000).toISOString();
    const empty = await check({ kind: 'log', from, to: new Date().toISOString() });
    expect(empty).toMatchObject({ verdict: 'fail', rows: 0 });
    expect(empty.summary).toMatch(/^no rows to compare; data quality: the newest prediction is .* old/);

    const past = { kind: 'log', from: '2026-03-01T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z' } as const;
    const old = await check(past);
    expect(old.quality.verdict).toBe('pass');
    expect(old.rules.some(({ rule }) => rule === 'freshness')).toBe(false);
    await expect(
      check({ ...past, from: '2025-01-01T00:00:00.000Z', to: '2025-02-01T00:00:00.000Z' }),
    ).rejects.toMatchObject({ exitCode: 7 });
  });
});
