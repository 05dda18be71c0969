import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMetricSpec } from '../../src/experiments/metric-spec.js';
import { advanceExperiment } from '../../src/governance/experiments/advance-experiment.js';
import { evaluateExperiment } from '../../src/governance/experiments/evaluate-experiment.js';
import { readRouting } from '../../src/governance/experiments/route-units.js';
import { stopExperiment } from '../../src/governance/experiments/stop-experiment.js';
import { findAddressed, parseAddress, promoteVersion } from '../../src/index.js';
import { type ExperimentProject, hoursIn, makeExperimentProject, STARTED } from './experiment-project.js';

const TEST = { model: 'm', test: null };
const GOOD = { accuracy: 0.9, latencyMs: 1 };
const POOR = { accuracy: 0.7, latencyMs: 1 };
const SLOW = { accuracy: 0.9, latencyMs: 2 };

async function statusOf(project: ExperimentProject, version: string): Promise<string> {
  return (await findAddressed(project.governance, parseAddress(`m@${version}`))).version.status;
}

function promote(project: ExperimentProject, version: string) {
  return promoteVersion(project.governance, {
    address: parseAddress(`m@${version}`),
    to: 'staging',
    reason: null,
    dryRun: false,
    confirm: () => Promise.resolve(true),
  });
}

function advance(project: ExperimentProject, dryRun = false) {
  return advanceExperiment(project.governance, { test: TEST, reason: null, dryRun });
}

describe('a test of two versions', () => {
  it('ends in a winner that goes through the gates into production, with the numbers that decided', async () => {
    const project = await makeExperimentProject();
    await project.start();
    await project.serve(STARTED, 30, 40, { '1.0.0': POOR, '1.1.0': GOOD });
    project.setClock(hoursIn(30));
    const preview = await advance(project, true);
    expect(preview).toMatchObject({ changed: false, analysis: { decision: 'promote', winner: '1.1.0' } });
    expect(await statusOf(project, '1.1.0')).toBe('staging');

    const { stopped } = await advance(project);
    expect(stopped).toMatchObject({ changed: true, promotion: { verdict: 'pass' } });
    expect(await statusOf(project, '1.1.0')).toBe('production');
    expect(await statusOf(project, '1.0.0')).toBe('deprecated');
    const { plan } = await readRouting(project.governance, { model: 'm', test: 'ab-1' });
    expect(plan.ranges).toEqual([{ version: '1.1.0', from: 0, to: 1 }]);
    const last = (await project.governance.log.readFrom(1)).at(-1);
    expect(last?.reason).toMatch(/^1\.1\.0 won test m\/ab-1: accuracy 0\.2\d* \(0\.\d+ to 0\.\d+\), p /);
    // One change: the test never ends without its promotion, nor the other way round.
    expect(last?.events.map(({ type }) => type)).toEqual([
      'status-changed',
      'status-changed',
      'experiment-stopped',
    ]);
    expect(await advance(project)).toMatchObject({ changed: false, plan: { events: [] } });
  });

  it('keeps running until its least duration, however clear it is', async () => {
    const project = await makeExperimentProject();
    await project.start();
    await project.serve(STARTED, 20, 60, { '1.0.0': POOR, '1.1.0': GOOD });
    project.setClock(hoursIn(20));
    const { analysis, changed } = await advance(project);
    expect(analysis.decision).toBe('keep-running');
    expect(changed).toBe(false);
  });

  it('leaves a winner that the gates refuse where it is, and goes on', async () => {
    const project = await makeExperimentProject({ 'gates.production.minimum': { auc: 0.9 } });
    await project.start({ arms: shares('1.0.0', '1.1.0') });
    await project.serve(STARTED, 30, 40, { '1.0.0': POOR, '1.1.0': GOOD });
    project.setClock(hoursIn(30));
    const { stopped, changed } = await advance(project);
    expect(stopped?.promotion?.verdict).toBe('unknown');
    expect(changed).toBe(false);
    expect(await statusOf(project, '1.1.0')).toBe('staging');
    expect((await readRouting(project.governance, TEST)).test).toBe('ab-1');
  });

  it('promotes nobody by itself when that is switched off', async () => {
    const project = await makeExperimentProject({ autoPromotionEnabled: false });
    await project.start();
    await project.serve(STARTED, 30, 40, { '1.0.0': POOR, '1.1.0': GOOD });
    project.setClock(hoursIn(30));
    expect(await advance(project)).toMatchObject({ changed: false, analysis: { decision: 'promote' } });
    const stopped = await stopExperiment(project.governance, {
      test: TEST,
      promoteWinner: true,
      reason: null,
      dryRun: false,
      confirm: () => Promise.resolve(true),
    });
    expect(stopped.changed).toBe(true);
    expect(await statusOf(project, '1.1.0')).toBe('production');
  });

  it('stops a loser, marks it, and keeps the analysis', async () => {
    const project = await makeExperimentProject();
    await project.start();
    await project.serve(STARTED, 10, 60, { '1.0.0': GOOD, '1.1.0': POOR });
    project.setClock(hoursIn(10));
    const { stopped } = await advance(project);
    expect(stopped?.analysis).toMatchObject({ decision: 'stop-loser', losers: ['1.1.0'] });
    expect(await statusOf(project, '1.1.0')).toBe('failed');
    expect(await statusOf(project, '1.0.0')).toBe('production');
    const { plan } = await readRouting(project.governance, { model: 'm', test: 'ab-1' });
    expect(plan.ranges).toEqual([{ version: '1.0.0', from: 0, to: 1 }]);
    const report = await evaluateExperiment(project.governance, {
      test: { model: 'm', test: 'ab-1' },
      to: null,
    });
    expect(report.experiment.stopped?.analysis).toMatchObject({
      decision: 'stop-loser',
      candidates: [{ version: '1.1.0', metrics: [{ metric: 'accuracy', standing: 'loses' }, {}] }],
    });
  });

  it('stops a candidate that loses a guardrail alone', async () => {
    const project = await makeExperimentProject();
    await project.start();
    await project.serve(STARTED, 10, 60, { '1.0.0': GOOD, '1.1.0': SLOW });
    project.setClock(hoursIn(10));
    const { analysis } = await advance(project, true);
    expect(analysis.reasons).toEqual(['1.1.0 loses the guardrail latency_ms']);
  });

  it('does not promote a winner that nobody confirmed', async () => {
    const project = await makeExperimentProject();
    await project.start();
    await project.serve(STARTED, 30, 40, { '1.0.0': POOR, '1.1.0': GOOD });
    project.setClock(hoursIn(30));
    const report = await stopExperiment(project.governance, {
      test: TEST,
      promoteWinner: true,
      reason: null,
      dryRun: false,
      confirm: () => Promise.resolve(false),
    });
    expect(report.changed).toBe(false);
    expect(await statusOf(project, '1.1.0')).toBe('staging');
    expect((await readRouting(project.governance, TEST)).test).toBe('ab-1');
  });

  it('is not decided by traffic that another route served', async () => {
    const project = await makeExperimentProject();
    await project.start({ arms: shares('1.0.0', '1.1.0', 0.1) });
    await project.serve(STARTED, 30, 40, { '1.0.0': POOR, '1.1.0': GOOD });
    const other = await makeExperimentProject();
    await other.start();
    await other.serve(STARTED, 30, 40, { '1.0.0': POOR, '1.1.0': GOOD });
    project.setClock(hoursIn(30));
    // The same registry, and units that were routed half and half instead of one in ten.
    const report = await evaluateExperiment(
      {
        ...project.governance,
        openPredictionLog: other.governance.openPredictionLog,
        openExperimentData: other.governance.openExperimentData,
      },
      { test: TEST, to: hoursIn(30) },
    );
    expect(report.decision).toBe('blocked');
    expect(report.reasons[0]).toContain('sample ratio mismatch');
  });
});

function shares(control: string, candidate: string, share = 0.5) {
  return [
    { version: control, weight: 1 - share },
    { version: candidate, weight: share },
  ];
}

describe('a canary', () => {
  const RAMP = { ramp: { percents: [10, 50, 100], stepHours: 2 }, arms: shares('1.0.0', '1.1.0', 1) };

  it('grows while its guardrails hold, and ends in production', async () => {
    const project = await makeExperimentProject();
    await project.start(RAMP);
    const moves: unknown[] = [];
    // A step counts from five minutes after it was taken.
    for (const [step, hours] of [0, 2.2, 4.4].entries()) {
      await project.serve(hoursIn(hours), 2, 600, { '1.0.0': GOOD, '1.1.0': GOOD });
      project.setClock(hoursIn(hours + 2.1));
      const { analysis, changed } = await advance(project);
      moves.push([step, analysis.move?.move, analysis.move?.percent, changed]);
    }
    expect(moves).toEqual([
      [0, 'advance', 50, true],
      [1, 'advance', 100, true],
      [2, 'complete', 100, true],
    ]);
    expect(await statusOf(project, '1.1.0')).toBe('production');
  });

  it('goes back to nothing when a guardrail is lost, and routes everybody to the control', async () => {
    const project = await makeExperimentProject();
    await project.start({ ...RAMP, ramp: { percents: [50, 100], stepHours: 2 } });
    await project.serve(STARTED, 1, 600, { '1.0.0': GOOD, '1.1.0': SLOW });
    project.setClock(hoursIn(1));
    const { analysis, plan } = await advance(project);
    expect(analysis).toMatchObject({ decision: 'stop-loser', move: { move: 'roll-back', percent: 0 } });
    expect(plan.events).toMatchObject([
      { type: 'experiment-advanced', percent: 0, cause: '1.1.0 loses latency_ms' },
      { type: 'status-changed', version: '1.1.0', to: 'failed' },
    ]);
    const { plan: routing } = await readRouting(project.governance, TEST);
    expect(routing.ranges).toEqual([{ version: '1.0.0', from: 0, to: 1 }]);
    for (const hours of [1, 5]) {
      project.setClock(hoursIn(hours));
      const again = await advance(project);
      expect(again).toMatchObject({ changed: false, analysis: { decision: 'stop-loser' } });
      expect(again.analysis.reasons).toEqual(['1.1.0 loses latency_ms']);
    }
  });

  it('holds without traffic, and does not grow by waiting', async () => {
    const project = await makeExperimentProject();
    await project.start(RAMP);
    project.setClock(hoursIn(100));
    const { analysis, changed, recording } = await advance(project);
    expect(analysis.move).toMatchObject({ move: 'hold', percent: 10 });
    expect(analysis.decision).toBe('keep-running');
    expect(changed).toBe(false);
    const alert = { rule: 'ab-test', subject: 'ab-1', version: '1.1.0' };
    expect(recording).toMatchObject({ kind: 'recorded', alerts: { opened: [alert] } });
    expect((await advance(project)).recording).toMatchObject({ alerts: { opened: [] } });
  });
});

describe('a canary that nobody can judge', () => {
  it('holds while no label has come, and never claims that anything held', async () => {
    const project = await makeExperimentProject();
    await project.start({ ramp: { percents: [50, 100], stepHours: 1 }, arms: shares('1.0.0', '1.1.0', 1) });
    await project.serve(STARTED, 2, 400, { '1.0.0': GOOD, '1.1.0': POOR }, { labels: false });
    project.setClock(hoursIn(2));
    const { analysis, changed } = await advance(project);
    expect(analysis.move).toMatchObject({ move: 'hold', reason: 'accuracy could not be compared yet' });
    expect(changed).toBe(false);
  });

  it('takes no step that the gates would refuse in the end', async () => {
    const project = await makeExperimentProject({ 'gates.production.minimum': { auc: 0.9 } });
    await project.start({ ramp: { percents: [50, 100], stepHours: 1 }, arms: shares('1.0.0', '1.1.0', 1) });
    await project.serve(STARTED, 2, 400, { '1.0.0': GOOD, '1.1.0': GOOD });
    project.setClock(hoursIn(2));
    const { refusal, changed, recording } = await advance(project);
    expect(refusal?.verdict).toBe('unknown');
    expect(changed).toBe(false);
    expect(recording).toMatchObject({ alerts: { opened: [{ rule: 'ab-test' }] } });
  });
});

describe('several candidates', () => {
  it('end in the best of the winners, whatever their order', async () => {
    const project = await makeExperimentProject();
    await promote(project, '1.2.0');
    await project.start({
      arms: ['1.0.0', '1.1.0', '1.2.0'].map((version) => ({ version, weight: 1 / 3 })),
    });
    await project.serve(STARTED, 30, 90, {
      '1.0.0': { accuracy: 0.6, latencyMs: 1 },
      '1.1.0': { accuracy: 0.75, latencyMs: 1 },
      '1.2.0': { accuracy: 0.95, latencyMs: 1 },
    });
    project.setClock(hoursIn(30));
    expect((await advance(project, true)).analysis).toMatchObject({ decision: 'promote', winner: '1.2.0' });
  });
});

describe('a test that cannot be evaluated', () => {
  it('can be stopped all the same', async () => {
    const project = await makeExperimentProject();
    await project.start();
    await project.serve(STARTED, 2, 100, { '1.0.0': GOOD, '1.1.0': GOOD });
    project.setClock(hoursIn(2));
    rmSync(join(project.folder, 'models/.dharma/predictions/m/data'), { recursive: true });
    await expect(advance(project)).rejects.toMatchObject({ kind: 'integrity' });
    const stopped = await stopExperiment(project.governance, {
      test: TEST,
      promoteWinner: false,
      reason: null,
      dryRun: false,
      confirm: () => Promise.resolve(true),
    });
    expect(stopped).toMatchObject({ changed: true, analysis: null });
    const { plan } = await readRouting(project.governance, TEST);
    expect(plan.ranges).toEqual([{ version: '1.0.0', from: 0, to: 1 }]);
  });
});

describe('starting a test', () => {
  it.each([
    ['one arm', { arms: [{ version: '1.0.0', weight: 1 }] }, 'usage'],
    [
      'weights that do not sum to 1',
      { arms: shares('1.0.0', '1.1.0').map((arm) => ({ ...arm, weight: 0.6 })) },
      'usage',
    ],
    ['the same version twice', { arms: shares('1.0.0', '1.0.0') }, 'usage'],
    ['a version that is not there', { arms: shares('1.0.0', '9.9.9') }, 'input'],
    ['no goal', { metrics: [parseMetricSpec('accuracy:guardrail', [])] }, 'usage'],
    ['a metric that was never recorded', { metrics: [parseMetricSpec('revenue:goal', [])] }, 'inconclusive'],
    ['a ramp that shrinks', { ramp: { percents: [50, 10], stepHours: 1 } }, 'usage'],
    ['an arm that gets nothing', { arms: shares('1.0.0', '1.1.0', 0) }, 'usage'],
    ['more units than there are', { plannedUnits: 1e99 }, 'usage'],
    [
      'a canary that is looked at once',
      { ramp: { percents: [100], stepHours: 1 }, method: 'fixed' as const },
      'usage',
    ],
    ['a candidate that could win and not be promoted', { arms: shares('1.0.0', '1.2.0') }, 'denied'],
  ])('refuses %s', async (_what, request, kind) => {
    const project = await makeExperimentProject();
    await expect(project.start(request)).rejects.toMatchObject({ kind });
  });

  it('refuses a second running test with the same salt, and takes it once the first has ended', async () => {
    const project = await makeExperimentProject();
    await project.start({ salt: 'autumn' });
    await expect(project.start({ salt: 'autumn' })).rejects.toMatchObject({ kind: 'denied' });
    await stopExperiment(project.governance, {
      test: TEST,
      promoteWinner: false,
      reason: null,
      dryRun: false,
      confirm: () => Promise.resolve(true),
    });
    expect(await project.start({ salt: 'autumn' })).toMatchObject({ test: 'ab-2', changed: true });
  });

  it('refuses a version that another running test is about', async () => {
    const project = await makeExperimentProject();
    await project.start();
    await expect(project.start({ salt: 'another' })).rejects.toMatchObject({
      kind: 'denied',
      message: 'm@1.0.0 is in test m/ab-1, which runs',
    });
  });

  it('refuses a version whose files are damaged, and marks it failed', async () => {
    const project = await makeExperimentProject();
    writeFileSync(join(project.folder, 'models/1.1.0.bin'), 'tampered');
    await expect(project.start()).rejects.toMatchObject({ kind: 'integrity' });
    expect(await statusOf(project, '1.1.0')).toBe('failed');
    rmSync(join(project.folder, 'models/1.1.0.bin'));
    await expect(project.start()).rejects.toMatchObject({ kind: 'denied' });
  });

  it('refuses any test when they are switched off', async () => {
    const project = await makeExperimentProject({ 'abTesting.enabled': false });
    await expect(project.start()).rejects.toMatchObject({ kind: 'denied' });
  });

  it('changes nothing in a dry run', async () => {
    const project = await makeExperimentProject();
    expect(await project.start({ dryRun: true })).toMatchObject({ test: 'ab-1', changed: false });
    await expect(readRouting(project.governance, TEST)).rejects.toMatchObject({ kind: 'input' });
  });
});
