import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/keys.js';
import {
  approveVersion,
  GovError,
  type Governance,
  initRegistry,
  openGovernance,
  parseAddress,
  promoteVersion,
  readLog,
  readStatus,
  registerVersion,
  rejectVersion,
} from '../../src/index.js';
import { runShell } from '../cli/shell.js';
import { registration } from '../registration.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-reviews-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder: string;
let cases = 0;

const POLICY: Partial<Config> = {
  'gates.production.approvals': 2,
  'gates.production.approverRole': 'release',
  'gates.roles': { release: ['grace', 'Bob <bob@example.org>', 'ada@example.org', 'carol'] },
};

const as = (actor: string, settings: Partial<Config> = POLICY): Promise<Governance> =>
  openGovernance({ folder, actor, settings });

const request = { address: parseAddress('churn@1.0.0'), to: null, reason: null, dryRun: false };

async function promote(to: 'staging' | 'production'): Promise<void> {
  await promoteVersion(await as('ada', {}), {
    ...request,
    to,
    confirm: async () => true,
  } as Parameters<typeof promoteVersion>[1]);
}

beforeEach(async () => {
  folder = path.join(root, String(cases++));
  mkdirSync(path.join(folder, 'models'), { recursive: true });
  writeFileSync(path.join(folder, 'models/model.bin'), 'model');
  const ada = await as('ci');
  await initRegistry(ada, 'test', false);
  await registerVersion(ada, {
    ...registration('churn', '1.0.0', 'model.bin'),
    author: 'Ada Lovelace <ada@example.org>',
  });
});

describe('a review', () => {
  it('is for the next status with gates unless another one is named', async () => {
    const grace = await as('grace');
    expect(await approveVersion(grace, request)).toMatchObject({ to: 'staging', changed: true });
    expect(await approveVersion(grace, { ...request, to: 'production' })).toMatchObject({ to: 'production' });
    await promote('staging');
    expect(await approveVersion(grace, request)).toMatchObject({ to: 'production', changed: false });
    await promote('production');
    await expect(approveVersion(grace, request)).rejects.toMatchObject({
      kind: 'denied',
      message: 'churn@1.0.0 already is in production',
    });
  });

  it.each([
    ['the author', 'ADA@example.org', 'is the author of churn@1.0.0'],
    ['the author by name', 'ada lovelace', 'is the author of churn@1.0.0'],
    ['whoever registered it', 'CI', 'registered churn@1.0.0'],
    ['somebody without the role', 'mallory', 'not in the role release'],
  ])('is refused from %s, and nothing is recorded', async (_, actor, why) => {
    const before = await readLog(await as('test'));
    for (const review of [approveVersion, rejectVersion]) {
      const refused = review(await as(actor), { ...request, to: 'production', reason: 'because' });
      await expect(refused).rejects.toMatchObject({ kind: 'denied', message: expect.stringContaining(why) });
    }
    expect(await readLog(await as('test'))).toEqual(before);
  });

  it('names who may instead, or that nobody may', async () => {
    const ask = (settings: Partial<Config>) =>
      as('mallory', { ...POLICY, ...settings })
        .then((governance) => approveVersion(governance, { ...request, to: 'production' }))
        .catch((error: unknown) => (error instanceof GovError ? error.hint : error));
    expect(await ask({})).toBe('in the role release: grace, Bob <bob@example.org>, carol');
    expect(await ask({ 'gates.roles': { release: ['ada@example.org'] } })).toContain('nobody else');
    expect(await ask({ 'gates.roles': {} })).toContain('name people under gates.roles');
  });

  it('tells how many approvals there are, who could give more, and nothing else in a dry run', async () => {
    const dry = { ...request, to: 'production' as const, dryRun: true };
    const report = await approveVersion(await as('grace'), dry);
    expect(report).toMatchObject({ changed: false, generation: null });
    expect(report.approvals).toEqual({
      version: '1.0.0',
      to: 'production',
      required: 2,
      approvedBy: ['grace'],
      rejectedBy: [],
      role: 'release',
      eligible: ['Bob <bob@example.org>', 'carol'],
    });
    expect(await readLog(await as('test'))).toHaveLength(2);
  });

  it('may be taken back by the same person alone, and the same word again changes nothing', async () => {
    const production = { ...request, to: 'production' as const, reason: 'no holdout' };
    await approveVersion(await as('grace'), production);
    const rejected = await rejectVersion(await as('bob@example.org'), production);
    expect(rejected.approvals).toMatchObject({ approvedBy: ['grace'], rejectedBy: ['bob@example.org'] });
    expect(await rejectVersion(await as('Bob <bob@example.org>'), production)).toMatchObject({
      changed: false,
      approvals: { rejectedBy: ['bob@example.org'] },
    });
    const both = await approveVersion(await as('Bob'), production);
    expect(both.approvals).toMatchObject({ approvedBy: ['grace', 'Bob'], rejectedBy: [] });
    const withdrawn = await rejectVersion(await as('grace'), production);
    expect(withdrawn.approvals).toMatchObject({ approvedBy: ['Bob'], rejectedBy: ['grace'] });
  });

  it('may be taken back under the name that was approved under first', async () => {
    const production = { ...request, to: 'production' as const, reason: 'no holdout' };
    await approveVersion(await as('bob@example.org'), production);
    // Only the roles know that these two are one person.
    await rejectVersion(await as('Bob'), production);
    const again = await approveVersion(await as('bob@example.org'), production);
    expect(again).toMatchObject({
      changed: true,
      approvals: { approvedBy: ['bob@example.org'], rejectedBy: [] },
    });
  });
});

describe('the status of a model', () => {
  it('names what waits for approval: what is in staging, the latest, and what somebody reviewed', async () => {
    const settings = { ...POLICY, 'gates.staging.approvals': 1 };
    const governance = await as('grace', settings);
    const ci = await as('ci', settings);
    await promote('staging');
    for (const number of [1, 2, 3]) {
      writeFileSync(path.join(folder, `models/${number}.bin`), String(number));
      await registerVersion(ci, registration('churn', `1.${number}.0`, `${number}.bin`));
    }
    await rejectVersion(governance, {
      ...request,
      address: parseAddress('churn@1.1.0'),
      reason: 'no holdout',
    });
    const waiting = async () => (await readStatus(governance)).models[0]?.approvals ?? [];
    expect((await waiting()).map(({ version, to }) => `${version} ${to}`)).toEqual([
      '1.0.0 production',
      '1.1.0 staging',
      '1.3.0 staging',
    ]);
    await approveVersion(governance, { ...request, address: parseAddress('churn@1.3.0') });
    expect((await waiting()).map(({ version }) => version)).toEqual(['1.0.0', '1.1.0']);
  });

  it('is silent where no approval is asked for', async () => {
    await promote('staging');
    expect((await readStatus(await as('test', {}))).models[0]?.approvals).toEqual([]);
  });
});

it('counts everybody when many processes approve at once', async () => {
  const people = Array.from({ length: 12 }, (_, index) => `person${index}`);
  await promote('staging');
  const result = await runShell(
    `for person in ${people.join(' ')}; do
       dharma-gov approve churn@1.0.0 --to production --actor $person >/dev/null & pids+=($!)
     done
     for pid in "\${pids[@]}"; do wait $pid || echo "exit $?"; done
     dharma-gov show churn@1.0.0 --json | node -p 'JSON.parse(require("fs").readFileSync(0)).reviews.map((r) => r.by).sort().join()'
     dharma-gov audit verify | head -1`,
    folder,
  );
  expect(result.stdout).toBe(
    `${[...people].sort().join()}\n${people.length + 3} entries verified: the log is as it was written\n`,
  );
});
