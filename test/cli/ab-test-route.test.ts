import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGovernance, parseTestAddress, readRouting, route } from '../../src/index.js';
import { makeExampleProject } from './example-project.js';
import { runShell } from './shell.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-route-'));
const project = path.join(root, 'project');
const COUNT = 10_000;

/** Ids of several scripts, some beyond 16 bits. */
const IDS = Array.from({ length: COUNT }, (_, index) => {
  const prefixes = ['req-', 'użytkownik-', 'пользователь ', '利用者', '😀', '', '"', "it's:"];
  return `${prefixes[index % prefixes.length]}${index}`;
});

const other = path.join(root, 'other');

beforeAll(async () => {
  await makeExampleProject(project);
  // A version is in one running test at a time, so the second test has a project of its own.
  const { stderr } = await runShell(
    `cp -r '${project}' '${other}' && cd '${other}'
    dharma-gov ab-test stop churn --yes >/dev/null
    dharma-gov ab-test start churn --a 1.0.0 --b 1.1.0 --split 0.3 --from 2026-03-01 --hash growthbook-v2 >/dev/null`,
    project,
  );
  if (stderr !== '') throw new Error(stderr);
  for (const folder of [project, other]) writeFileSync(path.join(folder, 'ids'), `${IDS.join('\n')}\n`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TESTS: readonly [string, string][] = [
  ['churn/ab-1', project],
  ['churn/ab-2', other],
];

describe.each(TESTS)('routing by %s', (test, folder) => {
  it('gives a unit the same version alone, in a stream and in the library', async () => {
    const { stdout } = await runShell(`dharma-gov ab-test route ${test} --stdin < ids`, folder);
    const { plan } = await readRouting(await openGovernance({ folder }), parseTestAddress(test));
    expect(stdout).toBe(IDS.map((id) => `${id}\t${route(plan, id)}\n`).join(''));
    const alone = await runShell(`dharma-gov ab-test route ${test} --id '${IDS[3]}'`, folder);
    expect(alone.stdout).toBe(`${route(plan, IDS[3] ?? '')}\n`);
  });

  it('is exported with vectors that hold for a program that reads only the file', async () => {
    const { stdout } = await runShell(
      `dharma-gov ab-test export ${test} --out plan.json && cat plan.json`,
      folder,
    );
    const exported = JSON.parse(stdout.slice(stdout.indexOf('{')));
    expect(exported).toMatchObject({ schema: 'dharma-gov/routing-plan@1', model: 'churn' });
    expect(exported.vectors.length).toBeGreaterThanOrEqual(20);
    for (const { id, version } of exported.vectors) expect(route(exported, id), id).toBe(version);
    expect(new Set(exported.vectors.map(({ version }: { version: string }) => version)).size).toBe(2);
  });

  it(`is the same for ${COUNT} ids in the Python example`, async (context) => {
    if (spawnSync('python3', ['--version']).status !== 0) {
      return context.skip('examples/route.py was not run: there is no python3 here');
    }
    const example = path.resolve('examples/route.py');
    const { stdout, stderr, exitCode } = await runShell(
      `dharma-gov ab-test export ${test} > plan.json
      python3 ${example} plan.json < ids > by-python
      dharma-gov ab-test route ${test} --stdin < ids | cmp - by-python && cut -f 2 by-python | sort | uniq -c`,
      folder,
    );
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/1\.0\.0\n.*1\.1\.0\n$/);
    expect(readFileSync(path.join(folder, 'by-python'), 'utf8').split('\n')).toHaveLength(COUNT + 1);
  });
});

describe('a stream that ends early', () => {
  it('is no error when its reader has seen enough', async () => {
    const { stdout, stderr } = await runShell(
      'yes some-unit | head -500000 > many; dharma-gov ab-test route churn/ab-1 --stdin < many | head -1; echo $PIPESTATUS',
      project,
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^some-unit\t1\.\d\.0\n0\n$/);
  });

  it('names the line of an id that cannot be one, after those before it', async () => {
    const { stdout, stderr, exitCode } = await runShell(
      "printf 'a\\nb\\n\\nc\\n' | dharma-gov ab-test route churn/ab-1 --stdin",
      project,
    );
    expect({ stderr, exitCode }).toEqual({
      stderr: 'error: <stdin>: line 3 is empty\nhint: write one id a line\n',
      exitCode: 2,
    });
    expect(stdout.split('\n')).toHaveLength(3);
  });
});
