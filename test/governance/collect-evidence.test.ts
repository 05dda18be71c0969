import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewCheck } from '../../src/checks/check-record.js';
import type { GatePolicy } from '../../src/config/policy.js';
import { recordCheck } from '../../src/governance/checks/record-check.js';
import { collectEvidence } from '../../src/governance/gates/collect-evidence.js';
import { findAddressed } from '../../src/governance/registry/read-registry.js';
import { type Governance, parseAddress, registerVersion } from '../../src/index.js';
import { exampleCheck, exampleValue } from '../checks/example-check.js';
import { policyOf } from '../gates/made-up-policy.js';
import { type ExampleRegistry, makeRegistry } from '../predictions/example-registry.js';
import { registration } from '../registration.js';

const NOT_ASKED = { missing: 'the policy does not ask for it' };
const NOW = '2026-03-10T12:00:00.000Z';

const check = (given: Partial<NewCheck>) => exampleCheck(1, { model: 'm', ...given });
const p95 = (value: number | null) => ({ ...exampleValue(null, value), name: 'latencyP95Ms' });

async function evidence(governance: Governance, asked: Partial<GatePolicy>, version = '1.0.0') {
  const found = await findAddressed(governance, parseAddress(`m@${version}`));
  const atNow = { ...governance, now: () => NOW };
  return collectEvidence(atNow, found.model, found.version, policyOf('production', asked));
}

/** Registers a folder with these files as m@`version`. */
async function registerFolder({ folder, governance }: ExampleRegistry, version: string, fixtures: string[]) {
  mkdirSync(join(folder, 'models', version));
  for (const name of fixtures)
    copyFileSync(`fixtures/model-files/${name}`, join(folder, 'models', version, name));
  await registerVersion(governance, registration('m', version, version));
}

describe('evidence for the gates', () => {
  it('is nothing but the integrity of the files where the policy asks for nothing, and loads no database', async () => {
    const { governance } = await makeRegistry();
    const refuse = () => Promise.reject(new Error('not asked for'));
    const closed = { openPredictionLog: refuse, openCheckStore: refuse, openArtifactContents: refuse };
    expect(await evidence({ ...governance, ...closed }, {})).toEqual({
      integrity: { value: [], source: '1.0.0.bin' },
      formats: NOT_ASKED,
      modelCard: NOT_ASKED,
      driftCheck: NOT_ASKED,
      latencyP95Ms: NOT_ASKED,
      recentPredictions: NOT_ASKED,
    });
  });

  it('names every file that is not the registered one', async () => {
    const registry = await makeRegistry();
    await registerFolder(registry, '3.0.0', ['call-4.pkl', 'tiny.gguf', 'linear.onnx']);
    const folder = join(registry.folder, 'models/3.0.0');
    appendFileSync(join(folder, 'call-4.pkl'), 'x');
    rmSync(join(folder, 'tiny.gguf'));
    writeFileSync(join(folder, 'extra.txt'), 'x');
    const { integrity } = await evidence(registry.governance, {}, '3.0.0');
    expect(integrity).toMatchObject({
      value: ['call-4.pkl changed', 'tiny.gguf missing', 'extra.txt extra'],
    });
  });

  it('tells formats of the files, and says why where it cannot', async () => {
    const registry = await makeRegistry();
    await registerFolder(registry, '3.0.0', ['call-4.pkl', 'tiny.gguf']);
    const asked = { allowedFormats: ['gguf'] };
    expect((await evidence(registry.governance, asked, '3.0.0')).formats).toMatchObject({
      value: [
        { path: 'call-4.pkl', format: 'pickle' },
        { path: 'tiny.gguf', format: 'gguf' },
      ],
    });
    symlinkSync('tiny.gguf', join(registry.folder, 'models/3.0.0/link'));
    expect((await evidence(registry.governance, asked, '3.0.0')).formats).toMatchObject({
      missing: expect.stringContaining('symbolic link'),
    });
  });

  it('takes the last drift check of the whole version, and none behind a damaged line', async () => {
    const { governance, folder } = await makeRegistry();
    const asked = { maxDriftCheckAgeDays: 7 };
    expect((await evidence(governance, asked)).driftCheck).toEqual({
      missing: 'no drift check of 1.0.0 is recorded; make one: dharma-gov drift-check m@1.0.0',
    });
    await recordCheck(governance, check({ verdict: 'fail', summary: 'drift 0.4' }));
    await recordCheck(governance, check({ segmentColumn: 'plan' }));
    await recordCheck(governance, check({ version: '2.0.0' }));
    await recordCheck(governance, check({ kind: 'performance' }));
    expect((await evidence(governance, asked)).driftCheck).toMatchObject({
      value: { verdict: 'fail', summary: 'drift 0.4' },
      source: expect.stringMatching(/^drift check \d{8}T\d{6}Z-\w{6} of 20\d\d-/),
    });
    const checks = join(folder, 'models/.dharma/checks/m');
    appendFileSync(join(checks, readdirSync(checks)[0] ?? ''), '{"kind":"drift","verdict":"fa\n');
    expect((await evidence(governance, asked)).driftCheck).toMatchObject({
      missing: expect.stringMatching(/line 5 is damaged .* make a new one: dharma-gov drift-check m@1\.0\.0/),
    });
    await recordCheck(governance, check({}));
    expect((await evidence(governance, asked)).driftCheck).toMatchObject({ value: { verdict: 'pass' } });
  });

  it('takes a drift check for as old as the requests that it looked at', async () => {
    const { governance } = await makeRegistry();
    const asked = { maxDriftCheckAgeDays: 7 };
    const window = { from: '2025-01-01T00:00:00.000Z', to: '2025-05-14T12:00:00.000Z' };
    await recordCheck({ ...governance, now: () => NOW }, check({ window }));
    expect((await evidence(governance, asked)).driftCheck).toMatchObject({
      value: { at: '2025-05-14T12:00:00.000Z' },
      source: expect.stringMatching(/ of 2026-03-10T12.*, requests up to 2025-05-14T12:00:00.000Z$/),
    });
    const tomorrow = '2026-03-11T12:00:00.000Z';
    await recordCheck({ ...governance, now: () => tomorrow }, check({ window }));
    expect((await evidence(governance, asked)).driftCheck).toMatchObject({ value: { at: tomorrow } });
  });

  it.each([
    ['a threshold of 1000, where 0.1 is configured', { values: [{ ...exampleValue(null, 5), limit: 1000 }] }],
    [
      'a threshold of plan of 3, where 0.1 is configured',
      { values: [{ ...exampleValue('plan', 5), limit: 3 }] },
    ],
    ['an importance of features of its own', { ownWeights: true as const }],
  ])('does not go by a drift check that was made with %s', async (others, given) => {
    const { governance } = await makeRegistry();
    await recordCheck(governance, check(given));
    expect((await evidence(governance, { maxDriftCheckAgeDays: 7 })).driftCheck).toMatchObject({
      missing: expect.stringContaining(`was made with ${others}`),
    });
  });

  it('goes by a drift check with the threshold that is configured for a feature', async () => {
    const { governance } = await makeRegistry();
    await recordCheck(governance, check({ values: [{ ...exampleValue('plan', 0.2), limit: 0.3 }] }));
    const config = { ...governance.config, 'drift.featureThresholds': { m: { plan: 0.3 } } };
    const { driftCheck } = await evidence({ ...governance, config }, { maxDriftCheckAgeDays: 7 });
    expect(driftCheck).toMatchObject({ value: { verdict: 'pass' } });
  });

  it('takes the latency of the last performance check, and the registered one only where there is none', async () => {
    const registry = await makeRegistry();
    const { governance } = registry;
    const asked = { maxLatencyP95Ms: 5 };
    expect((await evidence(governance, asked)).latencyP95Ms).toMatchObject({
      missing: expect.stringContaining('dharma-gov performance m@1.0.0'),
    });
    writeFileSync(join(registry.folder, 'models/fast.bin'), 'fast');
    await registerVersion(governance, {
      ...registration('m', '3.0.0', 'fast.bin'),
      metrics: { latency_p95_ms: 2 },
    });
    const latency = async () => (await evidence(governance, asked, '3.0.0')).latencyP95Ms;
    expect(await latency()).toEqual({ value: 2, source: 'registered metrics' });
    await recordCheck(governance, check({ kind: 'performance', version: '3.0.0', values: [p95(9)] }));
    expect(await latency()).toMatchObject({
      value: 9,
      source: expect.stringMatching(/^performance check .*, requests up to 20/),
    });
    await recordCheck(governance, check({ kind: 'performance', version: '3.0.0', values: [p95(null)] }));
    expect(await latency()).toMatchObject({ missing: expect.stringContaining('found no latency') });
  });

  it('counts the predictions of the version in the last days, also of batches that reach further back', async () => {
    const registry = await makeRegistry();
    const rows = (day: string, from: number, count: number) =>
      Array.from({ length: count }, (_, i) => `r${from + i},${day}T10:00:00Z,1`).join('\n');
    const csv = (...parts: string[]) => `request_id,timestamp,prediction\n${parts.join('\n')}\n`;
    await registry.ingest(registry.file('a.csv', csv(rows('2026-01-05', 0, 7))));
    await registry.ingest(registry.file('b.csv', csv(rows('2026-03-01', 10, 5), rows('2026-03-08', 20, 4))));
    await registry.ingest(registry.file('c.csv', csv(rows('2026-03-09', 30, 3))));
    await registry.ingest(registry.file('d.csv', csv(rows('2026-03-20', 40, 8))));
    await registry.ingest(registry.file('e.csv', csv(rows('2026-03-09', 50, 2))), { to: 'm@2.0.0' });
    const asked = { minPredictions: 1, predictionWindowDays: 7 };
    expect((await evidence(registry.governance, asked)).recentPredictions).toEqual({
      value: 7,
      source: 'prediction log from 2026-03-03T12:00:00.000Z on',
    });
    expect((await evidence(registry.governance, asked, '2.0.0')).recentPredictions).toMatchObject({
      value: 2,
    });
    const data = join(registry.folder, 'models/.dharma/predictions/m/data');
    for (const name of readdirSync(data)) rmSync(join(data, name));
    expect((await evidence(registry.governance, asked)).recentPredictions).toMatchObject({
      missing: expect.stringContaining('it is not there'),
    });
  });
});
