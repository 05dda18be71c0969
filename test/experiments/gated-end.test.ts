import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/keys.js';
import { exitCodeOfGates } from '../../src/gates/verdict.js';
import { advanceExperiment } from '../../src/governance/experiments/advance-experiment.js';
import { readRouting } from '../../src/governance/experiments/route-units.js';
import { stopExperiment } from '../../src/governance/experiments/stop-experiment.js';
import { approveVersion } from '../../src/governance/gates/review-version.js';
import { findAddressed, type Governance, parseAddress, promoteVersion } from '../../src/index.js';
import { hoursIn, makeExperimentProject, STARTED } from './experiment-project.js';

const TEST = { model: 'm', test: null };
const GOOD = { accuracy: 0.9, latencyMs: 1 };
const POOR = { accuracy: 0.7, latencyMs: 1 };

/** A test that 1.1.0 has won, under a policy that came after the versions. */
async function wonTest(policy: Partial<Config>) {
  const { folder, governance, start, serve, setClock } = await makeExperimentProject();
  await start();
  await serve(STARTED, 30, 40, { '1.0.0': POOR, '1.1.0': GOOD });
  setClock(hoursIn(30));
  return { folder, governance: { ...governance, config: { ...governance.config, ...policy } } };
}

const advance = (governance: Governance) =>
  advanceExperiment(governance, { test: TEST, reason: null, dryRun: false });
const statusOf = async (governance: Governance, version: string) =>
  (await findAddressed(governance, parseAddress(`m@${version}`))).version.status;

describe('a winner on its way through the gates', () => {
  const needsTest: Partial<Config> = { 'gates.production.requireAbTest': true };

  it('has the test that is ending to show for itself, by advance and by stop', async () => {
    const advanced = await wonTest(needsTest);
    const before = await promoteVersion(advanced.governance, {
      address: parseAddress('m@1.1.0'),
      to: 'production',
      reason: null,
      dryRun: true,
      confirm: () => Promise.resolve(true),
    });
    expect(before.gates.at(-1)).toMatchObject({ name: 'ab-test', outcome: 'not-evaluable' });
    const { stopped } = await advance(advanced.governance);
    expect(stopped?.promotion?.gates.at(-1)).toMatchObject({
      name: 'ab-test',
      outcome: 'pass',
      source: 'test m/ab-1',
    });
    expect(await statusOf(advanced.governance, '1.1.0')).toBe('production');

    const { governance } = await wonTest(needsTest);
    const yes = { reason: null, dryRun: false, confirm: () => Promise.resolve(true) };
    expect(await stopExperiment(governance, { test: TEST, promoteWinner: true, ...yes })).toMatchObject({
      changed: true,
      promotion: { verdict: 'pass' },
    });
  });

  it('waits for approval with an alert open, and is promoted by the next advance after it', async () => {
    const { governance } = await wonTest({ 'gates.production.approvals': 1 });
    const { stopped, changed, recording } = await advance(governance);
    expect(changed).toBe(false);
    expect(exitCodeOfGates(stopped?.promotion?.gates ?? [], 'fail')).toBe(8);
    expect(stopped?.plan.events).toEqual([]);
    expect(recording).toMatchObject({ alerts: { opened: [{ rule: 'ab-test' }] } });
    const message = recording.kind === 'recorded' ? recording.alerts.opened[0]?.message : '';
    expect(message).toContain('dharma-gov ab-test stop m/ab-1 --promote-winner --dry-run');
    const reviewer = { ...governance, actor: () => Promise.resolve('bob') };
    await approveVersion(reviewer, {
      address: parseAddress('m@1.1.0'),
      to: 'production',
      reason: null,
      dryRun: false,
    });
    expect(await advance(governance)).toMatchObject({ changed: true });
    expect(await statusOf(governance, '1.1.0')).toBe('production');
  });

  it('with damaged files is marked failed, and its test goes on with an alert open', async () => {
    const { folder, governance } = await wonTest({});
    writeFileSync(join(folder, 'models/1.1.0.bin'), 'tampered');
    const { stopped, changed, recording } = await advance(governance);
    expect(changed).toBe(false);
    expect(exitCodeOfGates(stopped?.promotion?.gates ?? [], 'fail')).toBe(5);
    expect(stopped?.promotion).toMatchObject({ changed: true, plan: { action: 'fail' } });
    expect(await statusOf(governance, '1.1.0')).toBe('failed');
    expect((await readRouting(governance, TEST)).test).toBe('ab-1');
    expect(recording).toMatchObject({ alerts: { opened: [{ rule: 'ab-test' }] } });

    // Nobody is to be sent to damaged files for good.
    const next = await advance(governance);
    expect(next).toMatchObject({
      changed: true,
      analysis: { decision: 'blocked', reasons: ['1.1.0 has failed since the test began'] },
      plan: {
        events: [
          { type: 'experiment-stopped', decision: 'blocked', winner: null },
          { type: 'alert-resolved', id: 'm:1' },
        ],
      },
    });
    expect(await advance(governance)).toMatchObject({ changed: false, plan: { events: [] } });
  });
});

describe('a canary', () => {
  it('grows under a policy that needs a test: this one may yet end well', async () => {
    const { governance, start, serve, setClock } = await makeExperimentProject();
    const arms = [
      { version: '1.0.0', weight: 0 },
      { version: '1.1.0', weight: 1 },
    ];
    await start({ ramp: { percents: [50, 100], stepHours: 1 }, arms });
    await serve(STARTED, 2, 400, { '1.0.0': GOOD, '1.1.0': GOOD });
    setClock(hoursIn(2));
    const config = { ...governance.config, 'gates.production.requireAbTest': true };
    expect(await advance({ ...governance, config })).toMatchObject({ refusal: null, changed: true });
  });
});
