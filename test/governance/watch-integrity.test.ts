import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unresolvedAlerts } from '../../src/alerts/plan-act.js';
import { GovError } from '../../src/core/errors.js';
import { readChecks } from '../../src/governance/checks/read-checks.js';
import { readHistory } from '../../src/governance/registry/read-registry.js';
import { commitPlan, loadRegistry } from '../../src/governance/registry/registry-store.js';
import { checkIntegrity } from '../../src/governance/watch/check-integrity.js';
import { type Governance, promoteVersion, registerVersion, rollbackModel } from '../../src/index.js';
import { requireModel } from '../../src/registry/address.js';
import { planIntegrityFailure } from '../../src/registry/plan-promote.js';
import { makeExperimentProject } from '../experiments/experiment-project.js';
import { registration } from '../registration.js';
import { generationOf, lastEntry, request } from './promotion-project.js';

const OPTIONS = { autoRollback: true, dryRun: false };

/** m@1.0.0, then 1.1.0, then 1.2.0 in production. `onPause` happens between the two looks. */
async function makeProject(onPause: () => void = () => {}) {
  const { folder, governance } = await makeExperimentProject();
  const file = (version: string) => join(folder, `models/${version}.bin`);
  const watched: Governance = {
    ...governance,
    sleep: (durationMs) => {
      if (durationMs >= 1000) onPause();
      return Promise.resolve();
    },
  };
  for (const [version, to] of [
    ['1.1.0', 'production'],
    ['1.2.0', 'staging'],
    ['1.2.0', 'production'],
  ] as const) {
    await promoteVersion(governance, request({ version, to }));
  }
  return {
    folder,
    governance: watched,
    damage: (...versions: string[]) => {
      for (const version of versions) writeFileSync(file(version), 'rotten');
    },
    restore: (...versions: string[]) => {
      for (const version of versions) writeFileSync(file(version), version);
    },
    remove: (...versions: string[]) => {
      for (const version of versions) rmSync(file(version));
    },
    file,
    model: async () => requireModel((await loadRegistry(governance)).state, 'm'),
    check: (given: Partial<Governance> = {}, options = OPTIONS) =>
      checkIntegrity({ ...watched, ...given }, 'm', options),
  };
}

type Project = Awaited<ReturnType<typeof makeProject>>;

async function statuses({ model }: Project): Promise<string> {
  const { versions } = await model();
  return Object.values(versions)
    .map(({ version, status }) => `${version} ${status}`)
    .join(', ');
}

/** Whatever reads the files of these versions fails. */
function unreadable({ governance }: Project, ...versions: string[]): Partial<Governance> {
  return {
    artifacts: {
      fingerprint: (path, onProgress) => {
        if (versions.some((version) => path.endsWith(`${version}.bin`))) {
          throw new GovError('forbidden', `cannot read ${path}: permission denied`);
        }
        return governance.artifacts.fingerprint(path, onProgress);
      },
    },
  };
}

describe('files that are watched', () => {
  it('are those in staging and production, and a calm look is kept and changes nothing', async () => {
    const project = await makeProject();
    await promoteVersion(project.governance, request({ version: '1.0.0', to: 'production' })).catch(
      () => null,
    );
    const before = await generationOf(project.governance);
    expect(await project.check()).toMatchObject({
      outcome: 'ok',
      exitCode: 0,
      message: 'intact: 1.2.0 (production)',
      version: '1.2.0',
      notes: [],
    });
    expect(await generationOf(project.governance)).toBe(before);
    const { checks } = await readChecks(project.governance, 'm', { kind: 'integrity', since: null });
    expect(checks).toMatchObject([
      { version: '1.2.0', verdict: 'pass', quiet: { integrity: [null] }, values: [{ value: 0, limit: 1 }] },
    ]);
  });

  it('bring production back to the version before when they are damaged, in one commit', async () => {
    const project = await makeProject();
    project.damage('1.2.0');
    const report = await project.check();
    expect(report).toMatchObject({
      outcome: 'found',
      exitCode: 5,
      message: expect.stringMatching(
        /^1\.2\.0 is damaged \(.*1\.2\.0\.bin changed\); production is back on 1\.1\.0$/,
      ),
      hint: expect.stringContaining('restore the files'),
    });
    expect(report.notes.map(({ level, message }) => [level, message.replace(/\(.*\)/, '(...)')])).toEqual([
      ['error', 'artifact damaged (...): marked failed'],
      ['warn', 'production is back on 1.1.0'],
      ['warn', 'alert m:1 opened: severe integrity (...)'],
    ]);
    expect(await statuses(project)).toBe('1.0.0 deprecated, 1.1.0 production, 1.2.0 failed');
    expect(await lastEntry(project.governance)).toMatchObject({
      action: 'rollback',
      reason: expect.stringMatching(/^artifact damaged: 1\.2\.0 \(/),
      events: [
        { type: 'status-changed', version: '1.2.0', from: 'production', to: 'failed', cause: 'integrity' },
        { type: 'status-changed', version: '1.1.0', from: 'deprecated', to: 'production', cause: 'rollback' },
      ],
    });
    expect(unresolvedAlerts(await project.model())).toMatchObject([
      { rule: 'integrity', severity: 'severe', version: '1.2.0', subject: null },
    ]);
    expect((await readHistory(project.governance, 'm')).at(-1)?.action).toBe('rollback');
    expect(await project.check()).toMatchObject({ outcome: 'ok', message: 'intact: 1.1.0 (production)' });
    // A person may go on from there, back or forward.
    const { to } = await rollbackModel(project.governance, {
      model: 'm',
      to: null,
      from: null,
      reason: 'further',
      dryRun: false,
      confirm: () => Promise.resolve(true),
    });
    expect(to).toBe('1.0.0');
  });

  it('are looked for further back where the version before is damaged as well', async () => {
    const project = await makeProject();
    project.damage('1.2.0', '1.1.0');
    expect((await project.check()).message).toContain('production is back on 1.0.0');
    expect(await statuses(project)).toBe('1.0.0 production, 1.1.0 failed, 1.2.0 failed');
    expect((await lastEntry(project.governance)).events).toHaveLength(3);
  });

  it('leave production empty when none are intact, said at every look', async () => {
    const project = await makeProject();
    project.damage('1.2.0', '1.1.0', '1.0.0');
    expect(await project.check()).toMatchObject({
      outcome: 'found',
      exitCode: 5,
      message: expect.stringContaining(
        'nothing is in production: no version before it has files known to be intact',
      ),
      hint: 'register and promote a version with intact files; dharma-gov show m lists what there is',
    });
    expect(await statuses(project)).toBe('1.0.0 failed, 1.1.0 failed, 1.2.0 failed');
    expect(await project.check()).toMatchObject({
      outcome: 'found',
      exitCode: 5,
      message:
        '1.2.0 was damaged; nothing is in production: no version before it has files known to be intact',
    });
  });

  it('fail a version in staging without touching production', async () => {
    const project = await makeProject();
    const { folder, governance } = project;
    writeFileSync(join(folder, 'models/1.3.0.bin'), '1.3.0');
    await registerVersion(governance, registration('m', '1.3.0', '1.3.0.bin'));
    await promoteVersion(governance, request({ version: '1.3.0', to: 'staging' }));
    expect((await project.check()).message).toBe('intact: 1.2.0 (production), 1.3.0 (staging)');
    project.remove('1.3.0');
    expect(await project.check()).toMatchObject({
      outcome: 'found',
      message: expect.stringMatching(/^1\.3\.0 is damaged \(.*1\.3\.0\.bin missing\)$/),
    });
    expect(await statuses(project)).toContain('1.2.0 production, 1.3.0 failed');
    expect((await lastEntry(governance)).action).toBe('fail');
  });

  it('are not damaged when they are put back, or still written, between two looks', async () => {
    const replaced: Project = await makeProject(() => replaced.restore('1.2.0'));
    replaced.damage('1.2.0');
    expect(await replaced.check()).toMatchObject({ outcome: 'ok' });

    const growing: Project = await makeProject(() =>
      writeFileSync(growing.file('1.2.0'), 'rotten, and more'),
    );
    growing.damage('1.2.0');
    expect(await growing.check()).toMatchObject({
      outcome: 'failed',
      exitCode: 6,
      message: expect.stringContaining('is being replaced'),
    });
    for (const project of [replaced, growing]) {
      expect(await statuses(project)).toBe('1.0.0 deprecated, 1.1.0 deprecated, 1.2.0 production');
    }
  });
});

describe('files that cannot be read', () => {
  it('fail the job and mark nothing', async () => {
    const project = await makeProject();
    const before = await generationOf(project.governance);
    expect(await project.check(unreadable(project, '1.2.0'))).toMatchObject({
      outcome: 'failed',
      exitCode: 4,
      message: expect.stringContaining('permission denied'),
    });
    expect(await generationOf(project.governance)).toBe(before);
    const { checks } = await readChecks(project.governance, 'm', { kind: 'integrity', since: null });
    expect(checks).toEqual([]);
  });

  it('are passed over on the way back, unmarked; the next look finishes when they were all there was', async () => {
    const project = await makeProject();
    project.damage('1.2.0');
    expect(await project.check(unreadable(project, '1.1.0', '1.0.0'))).toMatchObject({
      outcome: 'failed',
      exitCode: 4,
      message: expect.stringContaining('nothing is in production'),
    });
    expect(await statuses(project)).toBe('1.0.0 deprecated, 1.1.0 deprecated, 1.2.0 failed');
    expect(await project.check()).toMatchObject({
      outcome: 'found',
      exitCode: 5,
      message: '1.2.0 was damaged; production is back on 1.1.0',
    });
    expect(await lastEntry(project.governance)).toMatchObject({
      reason: '1.2.0 was damaged, and nothing has been in production since',
    });
  });

  it('are those of a folder that is not mounted: nothing is marked', async () => {
    const project = await makeProject();
    const before = await generationOf(project.governance);
    const away = join(project.folder, 'away');
    mkdirSync(away);
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) {
      renameSync(project.file(version), join(away, `${version}.bin`));
    }
    await expect(project.check()).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(
        /^m: the files of none of its 3 versions are there \(.*\); nothing was marked$/,
      ),
      hint: expect.stringContaining('mount the folder'),
    });
    expect(await generationOf(project.governance)).toBe(before);
  });
});

describe('what happens at the same time', () => {
  it('finishes what a killed run has begun: a mark without the way back', async () => {
    const project = await makeProject();
    project.damage('1.2.0');
    await commitPlan(project.governance, { reason: 'killed after this', dryRun: false }, (state) => {
      const model = requireModel(state, 'm');
      const version = model.versions['1.2.0'];
      if (version === undefined) throw new Error('no version');
      return planIntegrityFailure(model, version);
    });
    expect((await project.check()).message).toBe('1.2.0 was damaged; production is back on 1.1.0');
  });

  it('leaves production empty where a person gave the version up', async () => {
    const project = await makeProject();
    await promoteVersion(project.governance, request({ version: '1.2.0', to: 'failed' }));
    expect(await project.check()).toMatchObject({
      outcome: 'idle',
      message: 'm has no version in staging or production',
    });
  });

  it('leaves production to whoever rolls back between the look and the commit', async () => {
    const project = await makeProject();
    const { governance } = project;
    project.damage('1.2.0');
    let isRaced = false;
    const report = await project.check({
      actor: async () => {
        if (!isRaced) {
          isRaced = true;
          await rollbackModel(governance, {
            model: 'm',
            to: '1.0.0',
            from: null,
            reason: 'by hand',
            dryRun: false,
            confirm: () => Promise.resolve(true),
          });
        }
        return 'watch';
      },
    });
    expect(await statuses(project)).toBe('1.0.0 production, 1.1.0 deprecated, 1.2.0 failed');
    expect(report.message).toContain('1.0.0 is in production by now');
  });

  it('says in a dry run what it would do, and does nothing', async () => {
    const project = await makeProject();
    project.damage('1.2.0', '1.1.0');
    const before = await generationOf(project.governance);
    const report = await project.check({}, { ...OPTIONS, dryRun: true });
    expect(report.message).toContain('production would be back on 1.0.0');
    expect(report.notes.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^artifact damaged .*: would be marked failed$/),
      expect.stringMatching(/^artifact damaged .*: would be marked failed$/),
      'production would be back on 1.0.0',
    ]);
    expect(await generationOf(project.governance)).toBe(before);
    const { checks } = await readChecks(project.governance, 'm', { kind: null, since: null });
    expect(checks).toEqual([]);
  });
});
