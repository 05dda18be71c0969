import { beforeAll, describe, expect, it } from 'vitest';
import { renderReplay } from '../../src/cli/render/replay.js';
import type { Config } from '../../src/config/keys.js';
import { measurePerformance, parseAddress } from '../../src/index.js';
import { withResultsInMemory } from '../../src/replay-context.js';
import { type ReplayRequest, rehearse } from '../../src/watch/replay/rehearse.js';
import type { FigureName, ModelReplay, ReplayPeriod } from '../../src/watch/replay/replay-report.js';
import { type Month, makeReplayProject, type ReplayProject } from './replay-project.js';

const WINDOW: Partial<Config> = { 'watch.window': '28d' };

/** Calm until the end of March. */
const MONTHS: readonly Month[] = [
  { start: '2026-01-01T00:00:00Z', hours: 31 * 24, accuracy: 0.9 },
  { start: '2026-02-01T00:00:00Z', hours: 28 * 24, accuracy: 0.9 },
  { start: '2026-03-01T00:00:00Z', hours: 31 * 24, accuracy: 0.9 },
  { start: '2026-04-01T00:00:00Z', hours: 30 * 24, accuracy: 0.7, drifted: true },
  { start: '2026-05-01T00:00:00Z', hours: 31 * 24, accuracy: 0.7, drifted: true },
  { start: '2026-06-01T00:00:00Z', hours: 30 * 24, accuracy: 0.7, drifted: true },
  { start: '2026-07-01T00:00:00Z', hours: 31 * 24, accuracy: 0.7, drifted: true },
  { start: '2026-08-01T00:00:00Z', hours: 31 * 24, accuracy: 0.7, drifted: true },
  { start: '2026-09-01T00:00:00Z', hours: 30 * 24, accuracy: 0.7, drifted: true },
  { start: '2026-10-01T00:00:00Z', hours: 31 * 24, accuracy: 0.7, drifted: true },
];

async function replayOf(
  { governance, folder }: ReplayProject,
  settings: Partial<Config> = {},
  request: Partial<ReplayRequest> = {},
): Promise<ModelReplay> {
  const place = `${folder}/models`;
  const simulated = withResultsInMemory(
    { ...governance, config: { ...governance.config, ...settings } },
    { path: place, place },
  );
  const asked = { model: 'm', from: null, to: null, by: 'month', autoRollback: true, ...request } as const;
  const { models } = await rehearse(simulated, asked);
  const [replay] = models;
  if (replay === undefined) throw new Error('nothing was rehearsed');
  return replay;
}

function happened({ periods }: ModelReplay): string[] {
  return periods.flatMap(({ name, events }) =>
    events.map((event) => {
      if (event.type === 'alert-opened') return `${name} ${event.version} ${event.rule} opened`;
      if (event.type === 'automatic-rollback') return `${name} back from ${event.from} to ${event.to}`;
      return `${name} ${event.type}`;
    }),
  );
}

function figure(period: ReplayPeriod | undefined, name: FigureName) {
  return period?.figures.find((one) => one.name === name);
}

describe('a rehearsal', () => {
  let project: ReplayProject;
  let before: ReturnType<ReplayProject['fingerprint']>;
  let replay: ModelReplay;
  beforeAll(async () => {
    project = await makeReplayProject(WINDOW);
    await project.serve('1.1.0', MONTHS);
    await project.serve('1.0.0', MONTHS.slice(0, 9));
    before = project.fingerprint();
    replay = await replayOf(project);
  });

  it('finds nothing in calm months, opens alerts in the first bad one, and rolls back once, in the third', () => {
    expect(happened(replay)).toEqual([
      '2026-04 1.1.0 drift opened',
      '2026-04 1.1.0 accuracy opened',
      '2026-06 back from 1.1.0 to 1.0.0',
      '2026-06 status-changed',
      '2026-06 status-changed',
      '2026-07 1.0.0 drift opened',
      '2026-07 1.0.0 accuracy opened',
    ]);
    expect(replay).toMatchObject({ version: '1.1.0', endVersion: '1.0.0', rollbacks: 1, reason: null });
    expect(replay.alerts).toEqual([
      { rule: 'drift', opened: 2, first: '2026-04', last: '2026-07' },
      { rule: 'accuracy', opened: 2, first: '2026-04', last: '2026-07' },
    ]);
  });

  it('checks what is in production by then, and says that a second rollback waits for a person', () => {
    expect(replay.periods.map(({ name, version }) => `${name} ${version}`)).toEqual([
      ...['01', '02', '03', '04', '05', '06'].map((month) => `2026-${month} 1.1.0`),
      ...['07', '08', '09', '10'].map((month) => `2026-${month} 1.0.0`),
    ]);
    expect(replay.periods.find(({ name }) => name === '2026-09')?.notes).toEqual([
      expect.stringContaining('automatic rollbacks are paused since the one of 2026-07-01'),
    ]);
  });

  it('takes no data for no finding', () => {
    const last = replay.periods.at(-1);
    expect(last).toMatchObject({ name: '2026-10', rows: 0, events: [], figures: [] });
    expect(last?.checks.map(({ outcome }) => outcome)).toEqual(['inconclusive', 'inconclusive']);
  });

  it('has the figures of `performance` for the same windows', async () => {
    expect(replay.periods).toHaveLength(10);
    for (const period of replay.periods.slice(0, 9)) {
      const from = new Date(Date.parse(period.at) - 28 * 86_400_000).toISOString();
      const report = await measurePerformance(project.governance, {
        address: parseAddress(`m@${period.version}`),
        window: { kind: 'log', from, to: period.at },
        by: null,
        keep: { record: false, compare: false },
      });
      const { accuracy, latencyP95Ms } = report.current.metrics;
      expect(figure(period, 'accuracy')?.value, period.name).toBe(accuracy?.value);
      expect(figure(period, 'latencyP95Ms')?.value, period.name).toBe(latencyP95Ms?.value);
      expect(period.rows).toBe(report.current.rows);
    }
  });

  it('leaves the registry as it is, to the byte, and says the same again', async () => {
    const own = await makeReplayProject(WINDOW);
    await own.serve('1.1.0', MONTHS.slice(2, 7));
    const untouched = own.fingerprint();
    const first = await replayOf(own);
    expect(own.fingerprint()).toEqual(untouched);
    expect(first.rollbacks).toBe(1);
    expect(await replayOf(own)).toEqual(first);
    expect(Object.keys(before).some((path) => path.endsWith('.parquet'))).toBe(true);
  });

  it('has on a terminal a line for all months in which nothing happened, and under the others what did', async () => {
    const plain = (text: string) => text;
    const paints = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };
    const report = { by: 'month', models: [replay] } as const;
    const text = await renderReplay({ isTty: true, columns: 80, ...paints }, report);
    const table = text.slice(text.indexOf('PERIOD'), text.indexOf('\n\nalerts opened'));
    // Figures are compared with those of `performance` elsewhere.
    expect(
      table
        .replace(/[\d.]+(–[\d.]+)? \/ [\d.]+/g, '#')
        .replace(/(?<=\S) {2,}/g, ' | ')
        .split('\n'),
    ).toEqual([
      'PERIOD | VERSION | ACCURACY / LIMIT | DRIFT / LIMIT | ALERTS',
      '2026-01 to 2026-03 | 1.1.0 | # | # | 0',
      '2026-04 | 1.1.0 | # | # | 2',
      '    drift alert opened',
      '    accuracy alert opened',
      '2026-05 | 1.1.0 | # | # | 2',
      '    not rolled back: accuracy fired in 2 of 3 checks with new data',
      '2026-06 | 1.1.0 | # | # | 2',
      '    rolled back to 1.0.0 (accuracy)',
      '2026-07 | 1.0.0 | # | # | 4',
      '    drift alert opened',
      '    accuracy alert opened',
      '2026-08 to 2026-09 | 1.0.0 | # | # | 4',
      '    not rolled back: accuracy fired in 3 of 3 checks with new data; automatic',
      '    rollbacks are paused since the one of 2026-07-01T00:00:00.000Z: dharma-gov',
      '    watch resume m',
      '2026-10 | 1.0.0 | - / - | - / - | 4',
      expect.stringMatching(/^ {4}drift: predictions of m@1.0.0: no rows to compare/),
      expect.stringMatching(/^ {4}/),
      expect.stringMatching(/^ {4}performance: predictions of m@1.0.0: no rows to measure/),
    ]);
    expect(text).toContain('alerts opened: drift 2 (2026-04 to 2026-07), accuracy 2 (2026-04 to 2026-07)');
    expect(text).toContain('automatic rollbacks: 1 (2026-06: 1.1.0 to 1.0.0)');
  });

  it('shows what other thresholds would have done', async () => {
    const patient = await replayOf(project, { accuracyDropThreshold: 0.3, driftThreshold: 100 });
    expect(happened(patient)).toEqual([]);
    const slow = { ...WINDOW, 'watch.rollbackChecks': 4 };
    expect(happened(await replayOf(project, slow))).toContain('2026-07 back from 1.1.0 to 1.0.0');
    const held = await replayOf(project, {}, { autoRollback: false });
    expect(held.rollbacks).toBe(0);
    expect(held.periods.at(-1)?.version).toBe('1.1.0');
  });

  it('goes from day to day, and looks back beyond the first one', async () => {
    const days = await replayOf(
      project,
      {},
      {
        by: 'day',
        from: '2026-03-30T00:00:00.000Z',
        to: '2026-04-02T12:00:00.000Z',
      },
    );
    expect(days.periods.map(({ name, at }) => [name, at])).toEqual([
      ['2026-03-30', '2026-03-31T00:00:00.000Z'],
      ['2026-03-31', '2026-04-01T00:00:00.000Z'],
      ['2026-04-01', '2026-04-02T00:00:00.000Z'],
      ['2026-04-02', '2026-04-02T12:00:00.000Z'],
    ]);
    expect(days.periods.map(({ rows }) => rows)).toEqual([672, 672, 672, 672]);
  });

  it('knows of the past only what had been predicted by then', async () => {
    const own = await makeReplayProject({ 'watch.window': '10d', 'quality.maxAgeHours': { m: 24 } });
    await own.serve('1.1.0', [
      { start: '2026-03-01T00:00:00Z', hours: 24, accuracy: 0.9 },
      { start: '2026-03-07T00:00:00Z', hours: 72, accuracy: 0.9 },
    ]);
    const { periods } = await replayOf(own, {}, { by: 'day' });
    const stale = periods.filter(({ checks }) =>
      checks.some(({ kind, message }) => kind === 'drift' && message.includes('the newest prediction is')),
    );
    expect(stale.map(({ name }) => name.slice(-2))).toEqual(['02', '03', '04', '05', '06']);
    const found = periods.filter(({ checks }) =>
      checks.some(({ kind, outcome }) => kind === 'freshness' && outcome === 'found'),
    );
    expect(found).toEqual(stale);
  });

  it('starts without the alerts that are open now', async () => {
    const own = await makeReplayProject(WINDOW);
    await own.serve('1.1.0', MONTHS.slice(2, 5));
    await measurePerformance(own.governance, {
      address: parseAddress('m@1.1.0'),
      window: { kind: 'log', from: '2026-04-03T00:00:00.000Z', to: '2026-05-01T00:00:00.000Z' },
      by: null,
      keep: { record: true, compare: false },
    });
    const { periods } = await replayOf(own);
    expect(periods.map(({ name, openAlerts }) => [name, openAlerts])).toEqual([
      ['2026-03', 0],
      ['2026-04', 2],
      ['2026-05', 2],
    ]);
  });

  it('says why nothing could be judged', async () => {
    const own = await makeReplayProject();
    expect(await replayOf(own)).toMatchObject({
      periods: [],
      judged: 0,
      reason: 'the log has no predictions of m@1.1.0',
    });
    const later = { from: '2027-01-01T00:00:00.000Z', to: '2027-03-01T00:00:00.000Z' };
    const { judged, reason, periods } = await replayOf(own, {}, later);
    expect({ judged, periods: periods.length }).toEqual({ judged: 0, periods: 2 });
    expect(reason).toContain('no rows');
  });

  it('has nothing to say of a span that ends before it begins, and refuses more than anybody reads', async () => {
    expect(await replayOf(project, {}, { from: '2027-01-01T00:00:00.000Z' })).toMatchObject({
      periods: [],
      reason: 'there is nothing from 2027-01-01T00:00:00.000Z to 2026-11-01T00:00:00.000Z',
    });
    await expect(
      replayOf(project, {}, { by: 'day', from: '1900-01-01T00:00:00.000Z' }),
    ).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining('more than 10000 periods') });
  });
});
