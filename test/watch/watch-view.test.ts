import { describe, expect, it } from 'vitest';
import type { Screen } from '../../src/cli/render/screen.js';
import { renderWatchView, type WatchView } from '../../src/cli/render/watch-view.js';
import { type JobOutcome, jobReport } from '../../src/governance/watch/job-report.js';
import type { JobName } from '../../src/watch/unit.js';
import type { UnitState } from '../../src/watch/unit-state.js';

const same = (text: string) => text;
const screen = (columns: number): Screen => ({
  isTty: true,
  columns,
  bold: same,
  dim: same,
  red: same,
  green: same,
  yellow: same,
  cyan: same,
});

const NOW = '2026-04-01T12:00:00.000Z';
const later = (ms: number) => new Date(Date.parse(NOW) + ms).toISOString();

function unit(job: JobName, model: string, outcome: JobOutcome, more: Partial<UnitState> = {}): UnitState {
  return {
    unit: { job, model },
    schedule: { kind: 'every', intervalMs: 3_600_000 },
    nextAt: later(240_000),
    running: null,
    failures: outcome === 'failed' ? 2 : 0,
    failingSince: null,
    lastStartedAt: NOW,
    lastFinishedAt: NOW,
    lastSuccessAt: NOW,
    lastDurationMs: 12,
    runs: { ok: 1, found: 0, inconclusive: 0, idle: 0, failed: 0 },
    lastReport: jobReport(outcome, `${outcome}: as it was found by the last look of all`),
    ...more,
  };
}

function view(units: readonly UnitState[], events: readonly string[] = []): WatchView {
  return {
    place: 'models',
    startedAt: later(-7_200_000),
    now: NOW,
    state: { tickedAt: NOW, units: Object.fromEntries(units.map((one, index) => [String(index), one])) },
    health: null,
    events,
  };
}

describe('the live view', () => {
  it('shows what fails first, then what runs, then what was found', () => {
    const lines = renderWatchView(
      screen(100),
      20,
      view([
        unit('drift', 'a', 'ok'),
        unit('drift', 'b', 'found'),
        unit('drift', 'c', 'ok', {
          running: { startedAt: later(-5_000), deadline: later(9), killed: false },
        }),
        unit('drift', 'd', 'failed'),
      ]),
    );
    expect(lines[0]).toBe('models  watched for 2 h');
    expect(lines.filter((line) => line.startsWith('drift'))).toEqual([
      expect.stringMatching(/^drift d {2}failed 2 times {3}in 4 min/),
      expect.stringMatching(/^drift c {2}running 5 s/),
      expect.stringMatching(/^drift b {2}found/),
      expect.stringMatching(/^drift a {2}ok/),
    ]);
  });

  for (const [columns, rows] of [
    [60, 15],
    [80, 24],
    [200, 60],
  ] as const) {
    it(`fits ${columns} columns and ${rows} rows with 500 jobs, and counts what it leaves out`, () => {
      const units = Array.from({ length: 500 }, (_, index) =>
        unit('performance', `a-model-with-quite-a-long-name-${index}`, index === 400 ? 'failed' : 'ok'),
      );
      const lines = renderWatchView(screen(columns), rows, view(units, ['one', 'two', 'three', 'four']));
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      expect(lines.join('\n')).toContain('failed 2 times');
      expect(lines.join('\n')).toMatch(/and 4\d\d more jobs/);
    });
  }

  it('prints names from the registry as they are, without letting them move the cursor', () => {
    const text = renderWatchView(
      screen(120),
      20,
      view([unit('drift', 'churn', 'ok', { lastReport: jobReport('ok', 'evil \u001b[2J text') })]),
    ).join('\n');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('evil');
  });
});
