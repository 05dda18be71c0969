import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeExampleProject } from '../cli/example-project.js';
import { runShell } from '../cli/shell.js';
import { checkSarif } from './schema-validator.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-reports-'));
const project = path.join(root, 'project');
const CHECK = 'dharma-gov drift-check churn@production --current serving/2026-04.csv';

beforeAll(() => makeExampleProject(project));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (file: string) => readFileSync(path.join(project, file), 'utf8');

describe('--report', () => {
  it('writes any number of formats beside the text, and changes neither text nor exit code', async () => {
    const plain = await runShell(CHECK, project);
    const reports = 'html=a.html --report markdown=a.md --report junit=a.xml --report json=a.json';
    const result = await runShell(`${CHECK} --report ${reports}`, project);
    expect(result).toEqual(plain);
    expect(plain.exitCode).toBe(3);
    expect(read('a.html')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(read('a.md')).toMatch(/^## ❌ Drift of churn@1\.1\.0: fail\n/);
    expect(read('a.xml')).toMatch(/^<\?xml [\s\S]*<\/testsuites>\n$/);
  });

  it('writes the same object as --json, also where that goes to the screen', async () => {
    const { stdout } = await runShell(`${CHECK} --json --report json=b.json`, project);
    expect(read('b.json')).toBe(stdout);
    expect(JSON.parse(stdout).schema).toBe('dharma-gov/drift@1');
  });

  it.each([
    ['pass', 'serving/2026-03.csv', 0],
    ['warn', 'serving/2026-04.csv --threshold 2', 0],
    ['warn', 'serving/2026-04.csv --threshold 2 --fail-on warn', 3],
    ['fail', 'serving/2026-04.csv', 3],
    ['unknown', 'few.csv', 7],
  ])('of a %s exits as the check does: %s, %i', async (verdict, options, exitCode) => {
    const reports = ['html', 'markdown', 'junit', 'sarif', 'json'].map(
      (format) => `--report ${format}=c.${format}`,
    );
    const result = await runShell(
      `head -n 9 serving/2026-03.csv > few.csv
      dharma-gov drift-check churn@production --current ${options} ${reports.join(' ')}`,
      project,
    );
    expect(JSON.parse(read('c.json')).verdict).toBe(verdict);
    expect(read('c.junit')).toContain(`<property name="verdict" value="${verdict}"/>`);
    const sarif = JSON.parse(read('c.sarif'));
    expect([checkSarif(sarif), sarif.runs[0].properties.verdict]).toEqual([[], verdict]);
    expect(read('c.html')).toContain(`<title>Drift of churn@1.1.0: ${verdict}</title>`);
    expect(result.exitCode).toBe(exitCode);
  });

  it.each([
    [
      'a folder that is not there',
      'junit=nowhere/a.xml',
      2,
      'cannot write nowhere/a.xml: no such file or folder',
    ],
    ['a folder', 'junit=serving', 2, 'cannot write serving: it is not a regular file'],
    ['a full disk', 'junit=/dev/full', 2, 'cannot write /dev/full: it is not a regular file'],
  ])(
    'fails on %s, with the verdict on the screen and the other reports written',
    async (_, bad, exitCode, message) => {
      const result = await runShell(`rm -f d.json; ${CHECK} --report ${bad} --report json=d.json`, project);
      expect(result.stdout).toMatch(/^fail\t/m);
      expect(result.stderr).toMatch(new RegExp(`^error: ${message}\n`));
      expect(result.exitCode).toBe(exitCode);
      expect(JSON.parse(read('d.json')).verdict).toBe('fail');
    },
  );

  it('names every file that it cannot write', async () => {
    const { stderr, exitCode } = await runShell(
      `${CHECK} --report junit=nowhere/a.xml --report json=nowhere/a.json`,
      project,
    );
    expect(stderr).toContain('error: cannot write nowhere/a.xml: no such file or folder\n');
    expect(stderr).toContain('warning: cannot write nowhere/a.json: no such file or folder\n');
    expect(exitCode).toBe(2);
  });

  it('says how to make a folder that is not there', async () => {
    const { stderr } = await runShell(`${CHECK} --report html=not/there/a.html`, project);
    expect(stderr).toMatch(/^hint: make the folder first: mkdir -p not\/there$/m);
  });

  it.each([
    ['an earlier report', 'monday.json'],
    ['nothing', 'gone.json'],
  ])('follows no symbolic link to %s', async (_, target) => {
    await runShell(`${CHECK} --report json=monday.json; rm -f l.json; ln -s ${target} l.json`, project);
    const monday = read('monday.json');
    const { stderr, exitCode } = await runShell(`${CHECK} --threshold 9 --report json=l.json`, project);
    expect(stderr).toMatch(/^error: l\.json: is a symbolic link$/m);
    expect(exitCode).toBe(2);
    expect(read('monday.json')).toBe(monday);
  });

  it.each([
    'models/1.0.0/model.json',
    '.dharmarc',
    'models/registry.json',
    'models/.dharma/log/000000000002.json',
  ])('replaces an earlier report, and never a file such as %s', async (file) => {
    const before = read(file);
    for (const format of ['html', 'markdown', 'junit', 'sarif', 'json']) {
      const { stderr, exitCode } = await runShell(`${CHECK} --report ${format}=${file}`, project);
      expect(stderr).toContain(`error: ${file}: is there already, and is no earlier file of this kind\n`);
      expect(exitCode).toBe(2);
    }
    expect(read(file)).toBe(before);
  });

  it('is written without the past where that cannot be read', async () => {
    const { stderr, exitCode } = await runShell(
      `cp -r models copy && rm -rf copy/.dharma/checks && echo "no folder" > copy/.dharma/checks
      ${CHECK} --registry copy --report junit=n.xml`,
      project,
    );
    expect(stderr).toMatch(/^warning: earlier checks are left out: /);
    expect(exitCode).toBe(3);
    expect(read('n.xml')).toContain('name="drift/plan"');
  });

  it('leaves no report of an earlier run where the check could not be made', async () => {
    const reports = '--report html=e.html --report markdown=e.md --report junit=e.xml --report json=e.json';
    await runShell(`${CHECK} ${reports}`, project);
    expect(read('e.html')).toContain('Drift of churn');
    const { exitCode, stderr } = await runShell(
      `dharma-gov drift-check churn@production --from 2031-01-01 ${reports}`,
      project,
    );
    expect(exitCode).toBe(7);
    const [, message = ''] = /^error: (.*)/.exec(stderr) ?? [];
    expect(read('e.html')).toContain('<title>drift-check: unknown</title>');
    expect(read('e.md')).toMatch(/^## ❔ drift-check: unknown\n/);
    expect(read('e.xml')).toContain(`<error type="drift-check" message="${message}"/>`);
    expect(JSON.parse(read('e.json'))).toMatchObject({ schema: 'dharma-gov/error@1', message, exitCode });
  });

  it('calls a step that the lifecycle does not have a denial', async () => {
    const { exitCode, stderr } = await runShell(
      'dharma-gov promote churn@production --to validation --report junit=s.xml',
      project,
    );
    expect(exitCode).toBe(3);
    const [, message = ''] = /^error: (.*)/.exec(stderr) ?? [];
    expect(read('s.xml')).toContain(`<failure type="promote" message="${message}"/>`);
    expect(read('s.xml')).toContain('<property name="verdict" value="fail"/>');
  });

  it('draws what earlier checks have recorded', async () => {
    const { stdout, exitCode } = await runShell(
      `for day in 10 20; do
        dharma-gov drift-check churn@production --from 2026-03-01 --to 2026-03-$day --report html=h.html > out
      done; grep -o 'aria-label="Overall score: [^"]*"' h.html; cat out | grep -c pass`,
      project,
    );
    expect(stdout).toMatch(
      /^aria-label="Overall score: 2 values, from [\d.]+ score \(PSI\) at 2026-03-10 .* to .* at 2026-03-20/,
    );
    expect(exitCode).toBe(0);
  });

  it('writes the performance of a model, period by period', async () => {
    const { exitCode, stderr } = await runShell(
      `dharma-gov ingest-predictions churn@production --labels labels/2026-03.csv > /dev/null
      dharma-gov performance churn@production --from 2026-03-01 --to 2026-04-01 --by week \
        --report html=p.html --report markdown=p.md --report junit=p.xml --report json=p.json > /dev/null`,
      project,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const { groups, current } = JSON.parse(read('p.json'));
    expect(read('p.html')).toContain(`aria-label="accuracy: ${groups.length} values, from `);
    expect(read('p.md')).toContain(`| accuracy | ${current.metrics.accuracy.value.toFixed(3)} | `);
    expect(read('p.xml')).toMatch(/<testcase classname="performance.churn" name="accuracy">/);
  });

  it('writes the performance of segments, those first that a rule fires for', async () => {
    const { exitCode } = await runShell(
      `dharma-gov performance churn@production --by plan --no-record --report markdown=s.md --report junit=s.xml > s.txt`,
      project,
    );
    expect([0, 3]).toContain(exitCode);
    expect(read('s.md')).toMatch(/^### By plan$/m);
    expect(read('s.xml')).toMatch(/name="accuracy\/plan=basic"/);
  });

  it('writes the drift of segments, the worst first', async () => {
    await runShell(
      `${CHECK} --by plan --report markdown=b.md --report junit=b.xml --report json=b.json > /dev/null`,
      project,
    );
    const { segments } = JSON.parse(read('b.json')).segments;
    const [, ...rows] =
      read('b.md')
        .split('### By plan')[1]
        ?.split('\n### ')[0]
        ?.match(/^\| \w+ \|/gm) ?? [];
    expect(rows).toEqual(segments.map(({ value }: { value: string }) => `| ${value} |`));
    expect(read('b.xml').match(/name="drift\/plan=\w+"/g)).toHaveLength(segments.length);
  });

  it('says what is different from the check before', async () => {
    const { exitCode, stderr } = await runShell(
      `for day in 11 21; do
        dharma-gov drift-check churn@production --from 2026-03-01 --to 2026-03-$day --compare previous \
          --report markdown=k.md --report html=k.html > /dev/null
      done`,
      project,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(read('k.md')).toMatch(/^### Since the check before$/m);
    expect(read('k.md')).toContain('| verdict | pass | pass |');
    expect(read('k.html')).toContain('<h2>Since the check before</h2>');
  });

  it('that cannot be written is a warning where the promotion has been made, which must not be done again', async () => {
    const { stdout, stderr, exitCode } = await runShell(
      `cp -r models promoted
      dharma-gov promote churn@1.2.0 --to production --yes --registry promoted --report junit=nowhere/a.xml`,
      project,
    );
    expect(stdout).toContain('churn@1.2.0 is now in production');
    expect(stderr).toBe('warning: cannot write nowhere/a.xml: no such file or folder\n');
    expect(exitCode).toBe(0);
  });

  it('does nothing at all for a format that is not known', async () => {
    const result = await runShell(`${CHECK} --report json=f.json --report pdf=f.pdf; ls f.*`, project);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(
      /^error: --report: unknown format "pdf"\nhint: known: html, markdown, junit, sarif, json;/,
    );
  });

  it('loads what draws charts for HTML alone', async () => {
    const spy = path.join(root, 'loaded.cjs');
    writeFileSync(spy, `process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));`);
    const loaded = async (options: string) =>
      (await runShell(`NODE_OPTIONS="--require=${spy}" ${CHECK} ${options}`, project)).stderr;
    expect(await loaded('--report html=g.html')).toContain('html-report');
    expect(await loaded('--report markdown=g.md --report junit=g.xml --report json=g.json')).not.toContain(
      'html-',
    );
  });
});
