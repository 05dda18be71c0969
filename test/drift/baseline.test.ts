import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBaseline } from '../../src/drift/baseline.js';
import { readBaseline } from '../../src/governance/drift/read-baseline.js';
import { findAddressed, parseAddress, registerVersion } from '../../src/index.js';
import { expectGovError } from '../expect-error.js';
import { registration } from '../registration.js';
import { seededRandom } from '../stats/samples.js';
import { type DriftProject, makeDriftProject, normals } from './drift-project.js';

const random = seededRandom(5);
const x = normals(random, 300);
const rows = x.map((_, i) => i);
const TRAINING = {
  request_id: rows.map((i) => `r${i}`),
  x,
  zip: rows.map((i) => 10_000 + (i % 30)),
  colour: rows.map((i) => ['red', 'green', 'blue'][i % 3] ?? ''),
  flag: rows.map((i) => i % 4 === 0),
  note: rows.map((i) => `note ${i}`),
  seen_at: rows.map(() => '2026-03-01T00:00:00Z'),
  empty: rows.map(() => null),
  y_pred: rows.map((i) => (i % 2 === 0 ? 'UP' : 'DOWN')),
  label: rows.map((i) => (i % 3 === 0 ? 'UP' : 'DOWN')),
  latency_ms: x.map((value) => Math.abs(value)),
};

function folderOf(project: DriftProject): string {
  const baselines = join(project.folder, 'models/.dharma/baselines');
  const [id = '', ...others] = readdirSync(baselines);
  expect(others).toEqual([]);
  return join(baselines, id);
}

describe('a baseline', () => {
  it('takes each column for what it is, and leaves out what is no feature', async () => {
    const project = await makeDriftProject();
    const report = await project.setBaseline(project.csv('r.csv', TRAINING));
    expect(
      Object.fromEntries(report.columns.map(({ name, role, kind }) => [name, `${role} ${kind}`])),
    ).toEqual({
      x: 'feature numeric',
      zip: 'feature numeric',
      colour: 'feature categorical',
      flag: 'feature boolean',
      prediction: 'prediction categorical',
      actual: 'actual categorical',
    });
    expect(report.unscored).toEqual([
      { name: 'note', reason: 'an identifier or free text: 300 different values in 300 rows' },
      { name: 'seen_at', reason: 'holds timestamps' },
      { name: 'empty', reason: 'no value in it' },
    ]);
    expect(report).toMatchObject({ changed: true, baseline: { rows: 300, source: '../r.csv' } });
  });

  it('follows what a person says of columns, and refuses one that is not there', async () => {
    const project = await makeDriftProject();
    const file = project.csv('r.csv', TRAINING);
    const report = await project.setBaseline(file, { categorical: ['zip'], ignored: ['colour'] });
    expect(report.columns.find(({ name }) => name === 'zip')?.kind).toBe('categorical');
    expect(report.columns.some(({ name }) => name === 'colour')).toBe(false);
    await expect(project.setBaseline(file, { ignored: ['color'] })).rejects.toMatchObject({
      kind: 'usage',
      hint: 'did you mean "colour"?',
    });
  });

  it('keeps the rows of scored columns and of how requests went, and neither ids nor free text', async () => {
    const project = await makeDriftProject();
    await project.setBaseline(project.csv('r.csv', TRAINING));
    const bytes = readFileSync(join(folderOf(project), 'reference.parquet'), 'latin1');
    for (const name of ['zip', 'colour', 'latency_ms']) expect(bytes).toContain(name);
    for (const name of ['note', 'request_id']) expect(bytes).not.toContain(name);
  });

  it('is made at registration, and is the same for the same data', async () => {
    const project = await makeDriftProject();
    project.csv('r.csv', TRAINING);
    project.csv('copy.csv', TRAINING);
    const address = parseAddress('m@2.0.0');
    writeFileSync(join(project.folder, 'models/n.bin'), 'n');
    await registerVersion(project.governance, {
      ...registration('m', '2.0.0', 'n.bin'),
      trainingDataPath: '../r.csv',
    });
    const { version } = await findAddressed(project.governance, address);
    expect(version.baseline).toMatchObject({ rows: 300, source: '../r.csv' });
    const again = await project.setBaseline(join(project.folder, 'copy.csv'));
    expect(again.baseline.id).toBe(version.baseline?.id);
    expect((await project.setBaseline(join(project.folder, 'copy.csv'))).changed).toBe(false);
    folderOf(project);
  });

  it('stores nothing in a dry run', async () => {
    const project = await makeDriftProject();
    const file = project.csv('r.csv', TRAINING);
    const { setBaseline } = await import('../../src/governance/drift/set-baseline.js');
    const report = await setBaseline(project.governance, {
      address: parseAddress('m@1.0.0'),
      trainingDataPath: '../r.csv',
      declared: { numeric: [], categorical: [], ignored: [] },
      reason: null,
      dryRun: true,
    });
    expect(report).toMatchObject({ changed: false, plan: { events: [{ type: 'baseline-set' }] } });
    expect(existsSync(join(project.folder, 'models/.dharma/baselines'))).toBe(false);
    expect((await project.setBaseline(file)).baseline.id).toBe(report.baseline.id);
  });

  it('is the same when several make it at once, and leaves nothing else behind', async () => {
    const project = await makeDriftProject();
    const file = project.csv('r.csv', TRAINING);
    const reports = await Promise.all([1, 2, 3].map(() => project.setBaseline(file)));
    expect(new Set(reports.map(({ baseline }) => baseline.sha256)).size).toBe(1);
    folderOf(project);
    await expect(project.check(file)).resolves.toMatchObject({ verdict: 'pass' });
  });

  it('refuses data without rows or features', async () => {
    const project = await makeDriftProject();
    const ids = project.csv('ids.csv', { request_id: ['a', 'b'], note: ['c', null] });
    await expect(project.setBaseline(ids)).resolves.toMatchObject({
      columns: [{ name: 'note', kind: 'constant' }],
    });
    const none = project.csv('none.csv', { request_id: ['a'], empty: [null] });
    await expect(project.setBaseline(none)).rejects.toMatchObject({
      kind: 'input',
      hint: 'empty: no value in it',
    });
    await expect(project.setBaseline(project.csv('head.csv', { x: [] }))).rejects.toMatchObject({
      kind: 'input',
    });
    await expect(project.setBaseline(join(project.folder, 'models'))).rejects.toMatchObject({
      kind: 'input',
    });
    await expect(project.setBaseline(join(project.folder, 'nothing.csv'))).rejects.toMatchObject({
      kind: 'input',
    });
  });
});

describe('a damaged baseline', () => {
  it.each([
    ['baseline.json', 'changed', (file: string) => appendFileSync(file, ' ')],
    ['baseline.json', 'gone', (file: string) => rmSync(file)],
    ['reference.parquet', 'changed', (file: string) => appendFileSync(file, ' ')],
    ['reference.parquet', 'gone', (file: string) => rmSync(file)],
  ])('whose %s is %s is an integrity error, until it is made again', async (name, _, damage) => {
    const project = await makeDriftProject();
    const file = project.csv('r.csv', TRAINING);
    await project.setBaseline(file);
    const damaged = join(folderOf(project), name);
    damage(damaged);
    await expect(project.check(file)).rejects.toMatchObject({ kind: 'integrity', exitCode: 5 });
    await project.setBaseline(file);
    await expect(project.check(file)).resolves.toMatchObject({ verdict: 'pass' });
    folderOf(project);
  });

  it('of a newer format is refused, and anything else is no baseline', () => {
    expect(expectGovError(() => parseBaseline('{"schemaVersion":2}', 'b.json'))).toMatchObject({
      kind: 'config',
      message: 'b.json: written by a newer dharma-gov (format 2)',
    });
    for (const text of ['', '[]', '{"schemaVersion":1}', 'null']) {
      expect(expectGovError(() => parseBaseline(text, 'b.json')).kind).toBe('integrity');
    }
  });

  it('left half made by a killed process is swept away a day later', async () => {
    const project = await makeDriftProject();
    const leftover = join(project.folder, 'models/.dharma/baselines/.staging-x');
    mkdirSync(leftover, { recursive: true });
    writeFileSync(join(leftover, 'reference.parquet'), 'half');
    const twoDaysAgo = Date.now() / 1000 - 172_800;
    utimesSync(leftover, twoDaysAgo, twoDaysAgo);
    await project.setBaseline(project.csv('r.csv', TRAINING));
    folderOf(project);
  });
});

describe('reading a baseline', () => {
  it('gives back what was learnt', async () => {
    const project = await makeDriftProject();
    await project.setBaseline(project.csv('r.csv', TRAINING));
    const { baseline } = await readBaseline(project.governance, parseAddress('m@1.0.0'));
    const colour = baseline.columns.find(({ name }) => name === 'colour');
    expect(colour).toMatchObject({
      categories: ['blue', 'green', 'red'],
      reference: { counts: [100, 100, 100] },
    });
  });
});
