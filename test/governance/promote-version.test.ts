import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/keys.js';
import { exitCodeOfGates } from '../../src/gates/verdict.js';
import { approveVersion } from '../../src/governance/gates/review-version.js';
import { findAddressed, parseAddress, promoteVersion, registerVersion } from '../../src/index.js';
import { registration } from '../registration.js';
import { generationOf, lastEntry, makePromotionProject, request } from './promotion-project.js';

const STRICT: Partial<Config> = {
  'gates.production.minimum': { accuracy: 0.8, f1: 0.8 },
  'gates.production.waivable': ['minimum'],
};
const UNTIL = '2026-03-17T12:00:00.000Z';

describe('a promotion', () => {
  it('that has happened already reads no file, and neither does one that the lifecycle does not have', async () => {
    const { open } = await makePromotionProject();
    const fingerprint = () => Promise.reject(new Error('files were read'));
    const governance = { ...open(), artifacts: { fingerprint } };
    const again = await promoteVersion(governance, request({ version: '1.0.0' }));
    expect(again).toMatchObject({ allowed: true, changed: false, gates: [] });
    await expect(promoteVersion(governance, request({ version: '1.2.0' }))).rejects.toMatchObject({
      kind: 'denied',
    });
  });

  it('of damaged files shows what the other gates say, and marks the version failed', async () => {
    const { open, folder } = await makePromotionProject(STRICT);
    writeFileSync(join(folder, 'models/1.1.0.bin'), 'tampered');
    const dry = await promoteVersion(open(), request({ dryRun: true }));
    expect(dry).toMatchObject({ changed: false, plan: { action: 'fail' } });
    const report = await promoteVersion(open(), request());
    expect(report.gates.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'integrity deny',
      'minimum/accuracy not-evaluable',
      'minimum/f1 not-evaluable',
    ]);
    expect(report).toMatchObject({ allowed: false, verdict: 'fail', changed: true });
    expect(exitCodeOfGates(report.gates, 'fail')).toBe(5);
    const { version } = await findAddressed(open(), parseAddress('m@1.1.0'));
    expect(version.status).toBe('failed');
    expect((await lastEntry(open())).reason).toContain('1.1.0.bin changed');
  });

  it('that gives a version up needs no intact files', async () => {
    const { open, folder } = await makePromotionProject();
    writeFileSync(join(folder, 'models/1.1.0.bin'), 'tampered');
    const report = await promoteVersion(open(), request({ to: 'failed' }));
    expect(report).toMatchObject({ changed: true, gates: [] });
  });

  it('with a warning is refused where warnings are to fail it, and nothing changes', async () => {
    const { open, folder } = await makePromotionProject();
    writeFileSync(join(folder, 'models/1.3.0.bin'), 'cbuiltins\ndict\n(tR.');
    await registerVersion(open(), registration('m', '1.3.0', '1.3.0.bin'));
    const governance = open('ann', { 'gates.staging.allowedFormats': ['pickle'] });
    const step = request({ version: '1.3.0', to: 'staging' });
    const before = await generationOf(governance);
    const refused = await promoteVersion(governance, { ...step, failOn: 'warn' });
    expect(refused).toMatchObject({ verdict: 'warn', allowed: false, changed: false, plan: { events: [] } });
    expect(exitCodeOfGates(refused.gates, 'warn')).toBe(3);
    expect(await generationOf(governance)).toBe(before);
    expect(await promoteVersion(governance, step)).toMatchObject({ verdict: 'warn', changed: true });
  });

  it('waits for approvals, and goes through with them', async () => {
    const { open } = await makePromotionProject({ 'gates.production.approvals': 1 });
    const waiting = await promoteVersion(open(), request());
    expect(waiting).toMatchObject({ allowed: false, changed: false, verdict: 'unknown' });
    expect(exitCodeOfGates(waiting.gates, 'fail')).toBe(8);
    await approveVersion(open('bob'), { ...request(), to: 'production' });
    expect(await promoteVersion(open(), request())).toMatchObject({ changed: true });
  });
});

describe('a waiver', () => {
  const waive = (gate: string, until: string | null = null) =>
    request({ waivers: [{ gate, until }], reason: 'a hotfix' });

  it('is recorded with the promotion, one for each gate that was in the way, and by whoever gave it', async () => {
    const { open } = await makePromotionProject(STRICT);
    const report = await promoteVersion(open('grace'), waive('minimum'));
    expect(report).toMatchObject({ changed: true, unusedWaivers: [] });
    const { actor, reason, events } = await lastEntry(open());
    expect({ actor, reason }).toEqual({ actor: 'grace', reason: 'a hotfix' });
    expect(events).toMatchObject([
      { type: 'gate-waived', gate: 'minimum/accuracy', version: '1.1.0', to: 'production', until: null },
      { type: 'gate-waived', gate: 'minimum/f1' },
      { type: 'status-changed', version: '1.0.0' },
      { type: 'status-changed', version: '1.1.0', to: 'production' },
    ]);
  });

  it('that was not needed is named and not recorded', async () => {
    const { open } = await makePromotionProject({ 'gates.production.waivable': ['minimum', 'freeze'] });
    const report = await promoteVersion(open(), waive('freeze'));
    expect(report).toMatchObject({ changed: true, unusedWaivers: ['freeze'] });
    expect((await lastEntry(open())).events.map(({ type }) => type)).not.toContain('gate-waived');
  });

  it('of one part leaves the other one in the way, and then nothing is recorded', async () => {
    const { open } = await makePromotionProject(STRICT);
    const before = await generationOf(open());
    const report = await promoteVersion(open(), waive('minimum/f1'));
    expect(report).toMatchObject({ allowed: false, verdict: 'unknown', plan: { events: [] } });
    expect(await generationOf(open())).toBe(before);
  });

  it('that stands lets later versions past, until its end and no longer', async () => {
    const { open, setClock } = await makePromotionProject(STRICT);
    await promoteVersion(open('grace'), waive('minimum', UNTIL));
    await promoteVersion(open(), request({ version: '1.2.0', to: 'staging' }));
    const next = () => promoteVersion(open(), request({ version: '1.2.0', dryRun: true }));
    const during = await next();
    expect(during).toMatchObject({ allowed: true, unusedWaivers: [] });
    expect(during.gates.at(-1)?.waiver).toMatchObject({ by: 'grace', reason: 'a hotfix', until: UNTIL });
    expect(during.plan.events.map(({ type }) => type)).toEqual(['status-changed', 'status-changed']);
    // One that is asked for anew is recorded: by somebody else, for another reason.
    const anew = request({
      version: '1.2.0',
      dryRun: true,
      waivers: [{ gate: 'minimum', until: null }],
      reason: 'again',
    });
    expect((await promoteVersion(open('bob'), anew)).plan.events).toMatchObject([
      { type: 'gate-waived', gate: 'minimum/accuracy' },
      { type: 'gate-waived', gate: 'minimum/f1' },
      { type: 'status-changed' },
      { type: 'status-changed' },
    ]);
    setClock(UNTIL);
    expect(await next()).toMatchObject({ allowed: false, verdict: 'unknown' });
  });

  it.each([
    ['a gate that does not exist', 'minimun', 'a hotfix', 'production', 'usage'],
    ['the integrity of files', 'integrity', 'a hotfix', 'production', 'usage'],
    ['a gate without a reason', 'minimum', ' ', 'production', 'usage'],
    ['a gate where there are none', 'minimum', 'a hotfix', 'failed', 'usage'],
    ['a gate that the policy does not let be waived', 'freeze', 'a hotfix', 'production', 'denied'],
  ] as const)('cannot be had for %s', async (_what, gate, reason, to, kind) => {
    const { open } = await makePromotionProject(STRICT);
    const waivers = [{ gate, until: null }];
    await expect(promoteVersion(open(), request({ waivers, reason, to }))).rejects.toMatchObject({ kind });
  });

  it('of a whole gate is refused where the policy allows a part alone', async () => {
    const { open } = await makePromotionProject({ ...STRICT, 'gates.production.waivable': ['minimum/f1'] });
    await expect(promoteVersion(open(), waive('minimum'))).rejects.toMatchObject({ kind: 'denied' });
    expect(await promoteVersion(open(), waive('minimum/f1'))).toMatchObject({ allowed: false });
  });

  it('is asked of the policy of the model', async () => {
    const byModel = { m: { production: { waivable: ['freeze'] } } };
    const { open } = await makePromotionProject({ ...STRICT, 'gates.models': byModel });
    await expect(promoteVersion(open(), waive('minimum'))).rejects.toMatchObject({ kind: 'denied' });
  });
});
