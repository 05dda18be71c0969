import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderPrometheusText } from '../../src/adapters/watch/prometheus-text.js';
import type { Health, ModelHealth } from '../../src/governance/watch/health.js';
import { NO_AUTOMATION } from '../../src/registry/automation.js';
import { METRICS, samplesOf } from '../../src/watch/metrics.js';
import type { WatchState } from '../../src/watch/tick.js';
import type { UnitState } from '../../src/watch/unit-state.js';

const AT = '2026-04-01T06:00:00.000Z';
const AT_SECONDS = 1_775_023_200;

const CHURN: ModelHealth = {
  model: 'churn',
  production: '1.1.0',
  productionSince: AT,
  versions: { training: 0, validation: 1, staging: 0, production: 1, deprecated: 2, failed: 0 },
  checks: [
    {
      kind: 'drift',
      version: '1.1.0',
      at: AT,
      verdict: 'pass',
      figures: [
        { name: 'score', value: 0.04, limit: 0.1 },
        { name: 'rows', value: 500, limit: null },
      ],
    },
  ],
  alerts: [],
  automation: NO_AUTOMATION,
};

function health(models: readonly ModelHealth[]): Health {
  return {
    at: AT,
    registry: 'r',
    place: 'models',
    generation: 7,
    models,
    deliveries: { pending: 0, oldestPendingAt: null, givenUp: 0, damaged: 0 },
  };
}

const UNIT: UnitState = {
  unit: { job: 'drift', model: 'churn' },
  schedule: { kind: 'every', intervalMs: 7_200_000 },
  nextAt: AT,
  running: null,
  failures: 0,
  failingSince: null,
  lastStartedAt: null,
  lastFinishedAt: null,
  lastSuccessAt: null,
  lastDurationMs: null,
  runs: { ok: 3, found: 1, inconclusive: 0, idle: 0, failed: 2 },
  lastReport: null,
};
const STATE: WatchState = { tickedAt: AT, units: { 'drift churn': UNIT } };

const render = (models: readonly ModelHealth[], state = STATE) =>
  renderPrometheusText(samplesOf({ health: health(models), state }, '1.2.3'));

describe('the metrics', () => {
  it('tell value and limit of a check that found nothing', async () => {
    const text = await render([CHURN]);
    const labels = '{model="churn",version="1.1.0",check="drift",figure="score"}';
    expect(text).toContain(`dharma_gov_check_value${labels} 0.04\n`);
    expect(text).toContain(`dharma_gov_check_limit${labels} 0.1\n`);
    expect(text).not.toMatch(/check_limit\{[^}]*figure="rows"/);
    expect(text).toContain(`dharma_gov_heartbeat_timestamp_seconds ${AT_SECONDS}\n`);
    expect(text).toContain('dharma_gov_job_runs_total{watch_job="drift",model="churn",outcome="failed"} 2\n');
  });

  it('leave out what is not known, and never say NaN', async () => {
    const text = await render([{ ...CHURN, production: null, productionSince: null, checks: [] }]);
    expect(text).not.toMatch(/NaN|Infinity|dharma_gov_version_info|job_duration|last_success/);
  });

  it('forget a version that left production, and a model that is gone', async () => {
    const later = await render([{ ...CHURN, production: '1.0.0', checks: [] }]);
    expect(later).not.toContain('1.1.0');
    expect(await render([], { tickedAt: AT, units: {} })).not.toContain('churn');
  });

  it('have names by the conventions, and no label that Prometheus sets itself', () => {
    for (const [name, { type, labels, help }] of Object.entries(METRICS)) {
      expect(name, name).toMatch(/^dharma_gov_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      const names: readonly string[] = labels;
      expect(names.filter((label) => label === 'job' || label === 'instance')).toEqual([]);
      expect(help).not.toBe('');
    }
  });

  it('are text that promtool has nothing to say about', async (context) => {
    if (spawnSync('promtool', ['--version']).status !== 0)
      return context.skip('not checked: there is no promtool here');
    const odd = { ...CHURN, model: 'a\\b"c\nd', alerts: [] };
    const text = await render([CHURN, odd]);
    expect(execFileSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe('');
  });
});
