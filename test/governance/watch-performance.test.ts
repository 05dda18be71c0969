import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CheckRecord } from '../../src/checks/check-record.js';
import type { CheckStore } from '../../src/checks/ports.js';
import { GovError } from '../../src/core/errors.js';
import { parseMetricSpec } from '../../src/experiments/metric-spec.js';
import { readChecks } from '../../src/governance/checks/read-checks.js';
import { startExperiment } from '../../src/governance/experiments/start-experiment.js';
import { resumeAutomation } from '../../src/governance/watch/resume-automation.js';
import { type Governance, registerVersion } from '../../src/index.js';
import { productionVersion } from '../../src/registry/state.js';
import { registration } from '../registration.js';
import { generationOf, lastEntry } from './promotion-project.js';
import {
  ALLOWED,
  day,
  goThrough,
  makeWatchedProject,
  messagesOf,
  promote,
  type WatchedProject,
} from './watched-project.js';

const BAD = 60;

async function inProduction({ model }: WatchedProject): Promise<string | undefined> {
  return productionVersion(await model())?.version;
}

/** Fires in two checks, and would in a third one. */
async function makeFailing(settings = {}): Promise<WatchedProject> {
  const project = await makeWatchedProject(settings);
  await goThrough(project, [
    [1, BAD],
    [2, BAD],
  ]);
  await project.serve(3, BAD);
  return project;
}

describe('a version that got worse', () => {
  it('is rolled back at the third check in a row, with its reason in one commit', async () => {
    const project = await makeWatchedProject();
    const reports = await goThrough(project, [
      [1, 90],
      [2, BAD],
      [3, BAD],
      [4, BAD],
    ]);
    expect(reports.map(({ outcome, exitCode }) => [outcome, exitCode])).toEqual([
      ['ok', 0],
      ['found', 3],
      ['found', 3],
      ['found', 3],
    ]);
    const finding = 'accuracy 0.600, baseline 0.900: 30.0 points less, limit 5.0 points';
    expect(reports[1]).toMatchObject({
      message: finding,
      hint: `see dharma-gov performance m@1.2.0 --from ${day(1)} --to ${day(2)}`,
      version: '1.2.0',
    });
    expect(reports.map(messagesOf)).toEqual([
      [],
      [
        `alert m:1 opened: severe accuracy (${finding})`,
        'not rolled back: accuracy fired in 1 of 3 checks with new data',
      ],
      ['not rolled back: accuracy fired in 2 of 3 checks with new data'],
      [`rolled m back from 1.2.0 to 1.1.0: ${finding}`],
    ]);
    expect(reports[3]?.hint).toBe(
      'nothing of m is rolled back by itself again before dharma-gov watch resume m',
    );
    const { checks } = await readChecks(project.governance, 'm', { kind: 'performance', since: null });
    expect(await lastEntry(project.governance)).toEqual({
      actor: 'watch',
      action: 'rollback',
      reason: `m is rolled back from 1.2.0 to 1.1.0 because accuracy fired in 3 checks in a row, each with new data: ${finding}.`,
      events: [
        {
          type: 'automatic-rollback',
          model: 'm',
          from: '1.2.0',
          to: '1.1.0',
          rule: 'accuracy',
          observed: expect.closeTo(0.3, 9),
          limit: 0.05,
          message: finding,
          alert: 'm:1',
          checks: checks.slice(1).map(({ id }) => id),
        },
        expect.objectContaining({ version: '1.2.0', to: 'deprecated', cause: 'rollback' }),
        expect.objectContaining({ version: '1.1.0', to: 'production', cause: 'rollback' }),
      ],
    });
  });

  it('is not rolled back by looks at the same data, however many', async () => {
    const project = await makeWatchedProject();
    await project.serve(1, BAD);
    for (let look = 0; look < 4; look++) {
      project.setClock(day(1).replace('00:00:00', `0${look}:00:00`));
      expect(messagesOf(await project.watch()).at(-1)).toBe(
        'not rolled back: accuracy fired in 1 of 3 checks with new data',
      );
    }
  });

  it('is not rolled back for want of data: a look that finds none ends the row, and is kept once', async () => {
    const project = await makeWatchedProject();
    await goThrough(project, [
      [1, BAD],
      [2, BAD],
    ]);
    for (const silent of [5, 6]) {
      project.setClock(day(silent));
      expect(await project.watch()).toMatchObject({
        outcome: 'inconclusive',
        exitCode: 7,
        version: '1.2.0',
        hint: expect.stringContaining('the log has predictions of m@1.2.0'),
      });
    }
    const { checks } = await readChecks(project.governance, 'm', { kind: 'performance', since: null });
    expect(checks.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'unknown']);
    const [report] = await goThrough(project, [[8, BAD]]);
    expect(report && messagesOf(report)).toContain(
      'not rolled back: accuracy fired in 1 of 3 checks with new data',
    );
  });

  it('is rolled back once; again only after a person has said so, and the cool-down', async () => {
    const project = await makeFailing({ 'watch.rollbackCooldownHours': 72 });
    await project.watch();
    const later = async (days: number) => {
      await project.serve(days, BAD, '1.1.0');
      return messagesOf(await project.watch()).at(-1);
    };
    for (const days of [4, 5]) await later(days);
    const rolledBackAt = day(3);
    expect(await later(6)).toBe(
      `not rolled back: accuracy fired in 3 of 3 checks with new data; automatic rollbacks are paused since the one of ${rolledBackAt}: dharma-gov watch resume m`,
    );
    const resume = { model: 'm', reason: 'looked at', dryRun: false };
    expect(await resumeAutomation(project.governance, { ...resume, dryRun: true })).toMatchObject({
      changed: false,
      plan: { events: [{ type: 'automation-resumed' }] },
    });
    expect(await resumeAutomation(project.governance, resume)).toMatchObject({ changed: true });
    expect(await resumeAutomation(project.governance, resume)).toMatchObject({
      changed: false,
      generation: null,
      plan: { events: [] },
    });
    project.setClock(day(5.99));
    await project.watch();
    expect(await inProduction(project)).toBe('1.1.0');
    expect(await later(7)).toMatch(/^rolled m back from 1\.1\.0 to 1\.0\.0:/);
    expect(await inProduction(project)).toBe('1.0.0');
  });

  it('is told in a dry run, the check just made included, and nothing is changed', async () => {
    const project = await makeFailing();
    const before = await generationOf(project.governance);
    const report = await project.watch({}, { ...ALLOWED, dryRun: true });
    expect(messagesOf(report)).toEqual([
      'would roll m back from 1.2.0 to 1.1.0: accuracy 0.600, baseline 0.900: 30.0 points less, limit 5.0 points',
    ]);
    expect(await generationOf(project.governance)).toBe(before);
    const { checks } = await readChecks(project.governance, 'm', { kind: null, since: null });
    expect(checks).toHaveLength(2);
  });

  it('stays where automatic rollbacks are off, for the model or for this run', async () => {
    const settings = { 'watch.models': { m: { autoRollback: false } } };
    const off = await makeFailing(settings);
    expect(messagesOf(await off.watch())).toEqual([
      'not rolled back: accuracy fired in 3 of 3 checks with new data; automatic rollbacks are off (watch.autoRollback)',
    ]);
    const run = await makeFailing();
    const report = await run.watch({}, { ...ALLOWED, autoRollback: false });
    expect(messagesOf(report).at(-1)).toContain('automatic rollbacks are off in this run');
    expect([await inProduction(off), await inProduction(run)]).toEqual(['1.2.0', '1.2.0']);
  });

  it('goes further back past damaged files, which are marked failed', async () => {
    const project = await makeFailing();
    writeFileSync(project.file('1.1.0'), 'rotten');
    const planned = messagesOf(await project.watch({}, { ...ALLOWED, dryRun: true }));
    expect(planned[0]).toMatch(/: would be marked failed$/);
    expect(planned[1]).toMatch(/^would roll m back from 1\.2\.0 to 1\.0\.0:/);
    const notes = messagesOf(await project.watch());
    expect(notes[0]).toMatch(/^artifact damaged \(.*1\.1\.0\.bin changed\): marked failed$/);
    expect(notes[1]).toMatch(/^rolled m back from 1\.2\.0 to 1\.0\.0:/);
    expect((await project.model()).versions['1.1.0']?.status).toBe('failed');
  });

  it('stays where there is nothing to go back to, and says so', async () => {
    const project = await makeFailing();
    for (const version of ['1.0.0', '1.1.0']) writeFileSync(project.file(version), 'rotten');
    expect(messagesOf(await project.watch()).at(-1)).toMatch(
      /: nothing to roll back to, no version before 1\.2\.0 can take its place; dharma-gov rollback m --to names others$/,
    );
    expect(await inProduction(project)).toBe('1.2.0');
  });

  it('stays while the files to go back to cannot be read: the job fails and is tried again', async () => {
    const project = await makeFailing();
    const forbidden = new GovError('forbidden', 'permission denied');
    const artifacts = { fingerprint: () => Promise.reject(forbidden) };
    await expect(project.watch({ artifacts })).rejects.toBe(forbidden);
    expect(await inProduction(project)).toBe('1.2.0');
    expect(messagesOf(await project.watch())[0]).toMatch(/^rolled m back from 1\.2\.0 to 1\.1\.0:/);
  });

  it('stays when its check could not be kept: the job fails and is tried again', async () => {
    const project = await makeFailing();
    const full = new GovError('unavailable', 'no space left on the device', { hint: 'free some space' });
    const store = await project.governance.openCheckStore();
    const broken: CheckStore = {
      append: (_record: CheckRecord) => Promise.reject(full),
      newestFirst: (model) => store.newestFirst(model),
    };
    expect(await project.watch({ openCheckStore: () => Promise.resolve(broken) })).toMatchObject({
      outcome: 'failed',
      exitCode: 6,
      hint: 'free some space',
      notes: [{ level: 'error', message: 'not recorded: no space left on the device' }],
    });
    expect(await inProduction(project)).toBe('1.2.0');
  });

  it('names tests that go on routing requests to it', async () => {
    const project = await makeFailing();
    const { governance } = project;
    writeFileSync(project.file('1.3.0'), '1.3.0');
    await registerVersion(governance, registration('m', '1.3.0', '1.3.0.bin'));
    await promote(governance, '1.3.0', 'staging');
    await startExperiment(governance, {
      model: 'm',
      arms: ['1.2.0', '1.3.0'].map((version) => ({ version, weight: 0.5 })),
      hash: 'sha256',
      metrics: [parseMetricSpec('accuracy:goal', [])],
      method: 'sequential',
      plannedUnits: 2000,
      durationHours: 24,
      ramp: null,
      salt: null,
      from: null,
      reason: null,
      dryRun: false,
    });
    expect(messagesOf(await project.watch()).at(-1)).toBe(
      'test m/ab-1 still routes requests to 1.2.0: dharma-gov ab-test stop m/ab-1',
    );
  });
});

describe('somebody who is first', () => {
  /** Does something between the decision and the commit of it. */
  function meanwhile(act: () => Promise<unknown>): Partial<Governance> {
    let isDone = false;
    return {
      actor: async () => {
        if (!isDone) {
          isDone = true;
          await act();
        }
        return 'watch';
      },
    };
  }

  it('wins with a promotion: nothing is rolled back', async () => {
    const project = await makeFailing();
    const { governance } = project;
    writeFileSync(project.file('1.3.0'), '1.3.0');
    await registerVersion(governance, registration('m', '1.3.0', '1.3.0.bin'));
    await promote(governance, '1.3.0', 'staging');
    const report = await project.watch(meanwhile(() => promote(governance, '1.3.0', 'production')));
    expect(messagesOf(report)).toEqual(['not rolled back: 1.3.0 is in production by now, not 1.2.0']);
    expect(await inProduction(project)).toBe('1.3.0');
    expect((await project.model()).automation).toBeUndefined();
  });

  it('does not lead to a second rollback when two runs decide at once', async () => {
    const project = await makeFailing();
    let other: string[] = [];
    const report = await project.watch(
      meanwhile(async () => {
        project.setClock(day(3).replace('00.000Z', '00.001Z'));
        other = messagesOf(await project.watch());
      }),
    );
    expect(other[0]).toMatch(/^rolled m back from 1\.2\.0 to 1\.1\.0:/);
    expect(messagesOf(report)).toEqual(['not rolled back: 1.1.0 is in production by now, not 1.2.0']);
    expect(await inProduction(project)).toBe('1.1.0');
  });
});

describe('retraining', () => {
  const hook = { 'watch.retraining': { kind: 'command', command: ['retrain'] } } as const;

  async function requests({ governance }: WatchedProject) {
    return (await governance.log.readFrom(1)).flatMap(({ events }) =>
      events.filter(({ type }) => type === 'retraining-requested'),
    );
  }

  it('is asked for once an episode, and again in the next one', async () => {
    const project = await makeWatchedProject({
      ...hook,
      'alerts.quietChecks': 1,
      'watch.rollbackChecks': 9,
    });
    const [first] = await goThrough(project, [
      [1, BAD],
      [2, BAD],
    ]);
    const finding = 'accuracy 0.600, baseline 0.900: 30.0 points less, limit 5.0 points';
    expect(first && messagesOf(first)).toContain(`asked for retraining: ${finding}`);
    expect(await requests(project)).toEqual([
      expect.objectContaining({ version: '1.2.0', rule: 'accuracy', alert: 'm:1', message: finding }),
    ]);
    await goThrough(project, [
      [3, 90],
      [4, BAD],
    ]);
    expect(await requests(project)).toMatchObject([{ alert: 'm:1' }, { alert: 'm:2' }]);
  });

  it('is told in a dry run though no alert is opened', async () => {
    const project = await makeWatchedProject(hook);
    await project.serve(1, BAD);
    const report = await project.watch({}, { ...ALLOWED, dryRun: true });
    expect(messagesOf(report)[0]).toMatch(/^would ask for retraining: accuracy 0\.600/);
    expect(await requests(project)).toEqual([]);
  });

  it('is not asked for where nothing would hear it, nor for rules that are not to', async () => {
    const without = await makeWatchedProject();
    const drift = await makeWatchedProject({ ...hook, 'watch.models': { m: { retrainOn: ['drift'] } } });
    for (const project of [without, drift]) {
      await goThrough(project, [[1, BAD]]);
      expect(await requests(project)).toEqual([]);
    }
  });
});
