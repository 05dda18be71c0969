import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPlanTarget, readPlan } from '../../src/adapters/promotion-plan-file.js';
import type { Config } from '../../src/config/keys.js';
import { GovError } from '../../src/core/errors.js';
import { exitCodeOfGates } from '../../src/gates/verdict.js';
import { applyPromotion, preparePromotion } from '../../src/governance/gates/apply-promotion.js';
import type { PromotionPlan } from '../../src/governance/gates/promotion-plan.js';
import type { PromoteRequest } from '../../src/governance/registry/promote-version.js';
import { findAddressed, parseAddress, promoteVersion } from '../../src/index.js';
import {
  generationOf,
  lastEntry,
  makePromotionProject,
  type PromotionProject,
  request,
} from './promotion-project.js';

const POLICY: Partial<Config> = {
  'gates.production.minimum': { accuracy: 0.8 },
  'gates.production.waivable': ['minimum'],
};
const YES = { dryRun: false, confirm: () => Promise.resolve(true) };
const WAIVED = { waivers: [{ gate: 'minimum', until: null }], reason: 'build 42' };

async function plan(
  { open }: PromotionProject,
  given: Partial<PromoteRequest> = WAIVED,
): Promise<PromotionPlan> {
  const { plan } = await preparePromotion(open('ann'), request(given));
  if (plan === null) throw new Error('the gates refuse');
  return plan;
}

const statusOf = async ({ open }: PromotionProject) =>
  (await findAddressed(open(), parseAddress('m@1.1.0'))).version.status;

describe('a planned promotion', () => {
  it('is made as it was planned, by whoever applies it', async () => {
    const project = await makePromotionProject(POLICY);
    const before = await generationOf(project.open());
    const planned = await plan(project);
    expect(planned).toMatchObject({ registry: { generation: before }, plannedBy: 'ann', from: 'staging' });
    expect(planned.gates).toMatchObject([
      { name: 'integrity' },
      { name: 'minimum/accuracy', outcome: 'waived' },
    ]);
    expect(await generationOf(project.open())).toBe(before);
    const report = await applyPromotion(project.open('ci'), planned, YES);
    expect(report).toMatchObject({ changed: true, generation: before + 1 });
    expect(await lastEntry(project.open())).toEqual({
      actor: 'ci',
      action: 'promote',
      reason: 'build 42 (planned by ann, 2026-03-10T12:00:00.000Z)',
      events: planned.events,
    });
  });

  it('is none where the gates refuse, and leaves damaged files to whoever promotes', async () => {
    const project = await makePromotionProject(POLICY);
    expect((await preparePromotion(project.open(), request())).plan).toBeNull();
    writeFileSync(join(project.folder, 'models/1.1.0.bin'), 'tampered');
    const { report, plan } = await preparePromotion(project.open(), request(WAIVED));
    expect({ plan, exit: exitCodeOfGates(report.gates, 'fail') }).toEqual({ plan: null, exit: 5 });
    expect(await statusOf(project)).toBe('staging');
  });

  it('of what is there already does nothing when it is applied', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project, { version: '1.0.0' } as Partial<PromoteRequest>);
    expect(await applyPromotion(project.open(), planned, YES)).toMatchObject({
      allowed: true,
      changed: false,
    });
  });

  it('is void once the registry has changed, whatever has', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    await promoteVersion(project.open(), request({ version: '1.2.0', to: 'staging' }));
    await expect(applyPromotion(project.open(), planned, YES)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await statusOf(project)).toBe('staging');
  });

  it('is void once the registry changes while somebody is asked', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const confirm = async () => {
      await promoteVersion(project.open('bob'), request({ version: '1.2.0', to: 'staging' }));
      return true;
    };
    const applied = applyPromotion(project.open(), planned, { dryRun: false, confirm });
    await expect(applied).rejects.toMatchObject({ kind: 'conflict', exitCode: 6 });
    expect(await statusOf(project)).toBe('staging');
  });

  it('is made once, however many apply it at the same time', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const before = await generationOf(project.open());
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => applyPromotion(project.open(`ci-${i}`), planned, YES)),
    );
    const made = results.filter(({ status }) => status === 'fulfilled');
    const kinds = results.flatMap((result) =>
      result.status === 'rejected' && result.reason instanceof GovError ? [result.reason.kind] : [],
    );
    expect(made).toHaveLength(1);
    expect(kinds).toEqual(Array(7).fill('conflict'));
    expect(await generationOf(project.open())).toBe(before + 1);
  });

  it.each([
    ['the policy is another one', { ...POLICY, 'gates.production.minimum': { accuracy: 0.1 } }],
    ['another role may approve', { ...POLICY, 'gates.roles': { risk: ['bob'] } }],
    ['a gate may no longer be waived', { ...POLICY, 'gates.production.waivable': [] }],
  ])('is void once %s', async (_what, settings) => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const applied = applyPromotion(project.open('ci', settings), planned, YES);
    await expect(applied).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('is refused by another registry, clearly', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const foreign = { ...planned, registry: { ...planned.registry, id: 'another' } };
    await expect(applyPromotion(project.open(), foreign, YES)).rejects.toMatchObject({
      kind: 'input',
      message: expect.stringContaining('of another registry'),
    });
  });

  it('commits nothing that it does not say, even sealed anew', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const forged = { ...planned, events: planned.events.slice(1) };
    await expect(applyPromotion(project.open(), forged, YES)).rejects.toMatchObject({ kind: 'conflict' });
    const unwaived = { ...planned, waivers: [] };
    expect(await applyPromotion(project.open(), unwaived, YES)).toMatchObject({
      allowed: false,
      changed: false,
    });
    expect(await statusOf(project)).toBe('staging');
  });

  it('is denied when a freeze has begun since, or the waiver is over', async () => {
    const frozen = { ...POLICY, 'gates.production.freeze': ['2026-03-11 - 2026-03-12'] };
    const project = await makePromotionProject(frozen);
    const until = '2026-03-13T00:00:00.000Z';
    const planned = await plan(project, { ...WAIVED, waivers: [{ gate: 'minimum', until }] });
    project.setClock('2026-03-11T08:00:00.000Z');
    expect(await applyPromotion(project.open(), planned, YES)).toMatchObject({
      verdict: 'fail',
      changed: false,
    });
    project.setClock(until);
    expect(await applyPromotion(project.open(), planned, YES)).toMatchObject({
      verdict: 'unknown',
      changed: false,
    });
  });

  it('of files that were damaged since exits 5 and marks the version', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    writeFileSync(join(project.folder, 'models/1.1.0.bin'), 'tampered');
    const { gates } = await applyPromotion(project.open(), planned, YES);
    expect(exitCodeOfGates(gates, 'fail')).toBe(5);
    expect(await statusOf(project)).toBe('failed');
  });

  it('changes nothing in a dry run, nor when somebody says no', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const no = () => Promise.resolve(false);
    for (const request of [
      { ...YES, dryRun: true },
      { dryRun: false, confirm: no },
    ]) {
      expect(await applyPromotion(project.open(), planned, request)).toMatchObject({
        allowed: true,
        changed: false,
      });
    }
  });
});

describe('the file of a plan', () => {
  it('is read as it was written, and takes the place of an earlier one', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const file = { path: join(project.folder, 'plan.json'), place: 'plan.json' };
    await (await openPlanTarget(file)).write({ ...planned, reason: 'the first' });
    await (await openPlanTarget(file)).write(planned);
    expect(await readPlan(file)).toEqual(planned);
  });

  it('takes the place of nothing else', async () => {
    const { folder } = await makePromotionProject(POLICY);
    for (const [name, text] of Object.entries({
      'notes.md': 'notes',
      'a.json': '{"schema": "x"}',
      'b.json': '[]',
    })) {
      const file = { path: join(folder, name), place: name };
      writeFileSync(file.path, text);
      await expect(openPlanTarget(file)).rejects.toMatchObject({ kind: 'input' });
      await expect(readPlan(file)).rejects.toMatchObject({ kind: 'input' });
      expect(readFileSync(file.path, 'utf8')).toBe(text);
    }
    await expect(openPlanTarget({ path: folder, place: 'a folder' })).rejects.toMatchObject({
      kind: 'input',
    });
  });

  it('is not accepted when a letter of it was altered, or it was cut', async () => {
    const project = await makePromotionProject(POLICY);
    const planned = await plan(project);
    const file = { path: join(project.folder, 'plan.json'), place: 'plan.json' };
    await (await openPlanTarget(file)).write(planned);
    const text = readFileSync(file.path, 'utf8');
    for (let at = 0; at < text.length; at += 7) {
      const letter = text[at] === '1' ? '2' : '1';
      for (const altered of [text.slice(0, at) + letter + text.slice(at + 1), text.slice(0, at)]) {
        writeFileSync(file.path, altered);
        const read = await readPlan(file).catch((error: unknown) => error);
        // White space is free, as in any sealed document.
        if (!(read instanceof GovError)) expect(read).toEqual(planned);
        else expect(['integrity', 'input']).toContain(read.kind);
      }
    }
  });
});
