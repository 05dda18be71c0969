import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderOutputs } from '../../src/cli/ci/step-outputs.js';
import { makeExampleProject } from '../cli/example-project.js';
import { runShell } from '../cli/shell.js';
import { workflowCommands } from './workflow-command.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-ci-'));
const project = path.join(root, 'project');
const CHECK = 'dharma-gov drift-check churn@production --current serving/2026-04.csv --no-record';

beforeAll(() => makeExampleProject(project));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (file: string) => readFileSync(path.join(project, file), 'utf8');

/** Runs a script as a step does: with files of its own for its summary and its outputs. */
async function runStep(script: string) {
  const prologue = `export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/summary.md GITHUB_OUTPUT=$PWD/outputs
    rm -f summary.md outputs; touch summary.md outputs\n`;
  const result = await runShell(prologue + script, project);
  return { ...result, commands: workflowCommands(`${result.stdout}\n${result.stderr}`) };
}

/** As the runner reads them: name, marker, lines up to the marker. */
function parseOutputs(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, name, marker] = /^([^=<]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || marker === undefined) continue;
    const end = lines.indexOf(marker, at + 1);
    found[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return found;
}

describe('a step of GitHub Actions', () => {
  it('gets annotations on the error stream, a summary and outputs, beside the same text and exit code', async () => {
    const plain = await runShell(CHECK, project);
    const step = await runStep(CHECK);
    expect({ stdout: step.stdout, exitCode: step.exitCode }).toEqual({
      stdout: plain.stdout,
      exitCode: 3,
    });
    expect(step.commands[0]).toMatchObject({
      name: 'error',
      properties: { title: 'Drift of churn@1.1.0: drift' },
    });
    expect(workflowCommands(step.stdout)).toEqual([]);
    expect(read('summary.md')).toMatch(/^\n## ❌ Drift of churn@1\.1\.0: fail\n/);
    expect(parseOutputs(read('outputs'))).toEqual({
      verdict: 'fail',
      'exit-code': '3',
      model: 'churn',
      version: '1.1.0',
    });
  });

  it.each([
    [
      'dharma-gov performance churn@production --from 2026-03-01 --to 2026-04-01 --no-record',
      'model,version',
    ],
    ['dharma-gov ab-test status churn', 'model,test,decision'],
    [
      'dharma-gov promote churn@1.2.0 --to production --yes --dry-run',
      'model,version,from,to,changed,generation',
    ],
  ])('gets them of %s', async (command, names) => {
    const { exitCode } = await runStep(command);
    const outputs = parseOutputs(read('outputs'));
    expect(Object.keys(outputs).join()).toBe(`verdict,exit-code,${names}`);
    expect(outputs['exit-code']).toBe(String(exitCode));
    expect(read('summary.md')).toContain(`: ${outputs.verdict}\n`);
  });

  it('leaves stdout to --json', async () => {
    const { stdout, stderr, exitCode } = await runStep(`${CHECK} --json`);
    expect(JSON.parse(stdout).schema).toBe('dharma-gov/drift@1');
    expect(workflowCommands(stderr).length).toBeGreaterThan(1);
    expect(exitCode).toBe(3);
  });

  it('gets nothing with --ci none, and does elsewhere with --ci github', async () => {
    const { stderr } = await runStep(`${CHECK} --ci none`);
    expect([stderr, read('summary.md'), read('outputs')]).toEqual(['', '', '']);
    const elsewhere = await runShell(`${CHECK} --ci github`, project);
    expect(workflowCommands(elsewhere.stderr)[0]?.name).toBe('error');
    const unknown = await runShell(`${CHECK} --ci gitlub`, project);
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unknown.stderr).toContain('--ci: unknown value "gitlub"');
  });

  it('is told of a check that could not be made', async () => {
    const { commands, exitCode } = await runStep('dharma-gov drift-check nobody@production');
    expect(exitCode).toBe(2);
    expect(commands).toMatchObject([{ name: 'error', properties: { title: 'drift-check' } }]);
    expect(parseOutputs(read('outputs'))).toEqual({ verdict: 'unknown', 'exit-code': '2' });
    expect(read('summary.md')).toContain('❔ drift-check: unknown');
  });

  it('is told what the program really exits with', async () => {
    const { exitCode } = await runStep(`${CHECK} --report junit=nowhere/a.xml`);
    expect(exitCode).toBe(2);
    expect(parseOutputs(read('outputs'))).toMatchObject({ verdict: 'fail', 'exit-code': '2' });
  });

  it.each([
    ['GITHUB_STEP_SUMMARY', 'models'],
    ['GITHUB_STEP_SUMMARY', 'nowhere/at/all'],
    ['GITHUB_OUTPUT', 'models'],
    ['GITHUB_OUTPUT', '/dev/full'],
  ])('passes or fails by its verdict where %s cannot be written: %s', async (variable, file) => {
    const { stderr, exitCode } = await runStep(`export ${variable}=${file}; ${CHECK}`);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(new RegExp(`^warning: cannot write ${variable}: `, 'm'));
    const other = variable === 'GITHUB_OUTPUT' ? 'summary.md' : 'outputs';
    expect(read(other)).not.toBe('');
  });

  it('adds to what others have written', async () => {
    await runStep(`printf 'no end of a line' | tee summary.md > outputs; ${CHECK}; ${CHECK}`);
    expect(read('summary.md').match(/^## ❌/gm)).toHaveLength(2);
    expect(read('summary.md')).toMatch(/^no end of a line\n/);
    expect(parseOutputs(read('outputs'))).toMatchObject({ verdict: 'fail' });
  });

  it('keeps its summary within what GitHub takes, and says what is left out', async () => {
    const limit = 2 ** 20;
    const fill = (left: number) => `head -c ${limit - left} /dev/zero | tr '\\0' x > summary.md; ${CHECK}`;
    await runStep(fill(1_200));
    expect(Buffer.byteLength(read('summary.md'))).toBeLessThanOrEqual(limit);
    expect(read('summary.md').slice(-1_200)).toMatch(
      /## ❌[\s\S]* parts left out: more than a summary holds\.\n$/,
    );
    const full = await runStep(fill(100));
    expect(full.stderr).toContain("warning: the step's summary is full (GitHub takes 1.0 MiB)");
    expect(full.exitCode).toBe(3);
    expect(Buffer.byteLength(read('summary.md'))).toBe(limit - 100);
  });
});

describe('outputs of a step', () => {
  it('cannot be ended by a value', () => {
    const value = 'a\nend-\nverdict<<x\npass\nx\n';
    const outputs = [
      { name: 'reason', value },
      { name: 'verdict', value: 'fail' },
    ];
    expect(parseOutputs(renderOutputs(outputs))).toEqual({ reason: value, verdict: 'fail' });
    expect(renderOutputs(outputs)).not.toBe(renderOutputs(outputs));
  });
});

describe('text of data in a step of GitHub Actions', () => {
  const OLD = '##[set-output name=verdict;]pass';
  const NEW = '::set-output name=verdict::pass';

  it('is never a command to the runner', async () => {
    const columns = ['request_id', 'timestamp', 'prediction', NEW, ` ${NEW}ed`, OLD];
    const rows = Array.from({ length: 400 }, (_, index) =>
      [index, '2026-03-01T00:00:00Z', index % 2, index % 7, index % 5, index % 3].join(','),
    );
    const table = `${columns.map((name) => `"${name}"`).join(',')}\n${rows.join('\n')}\n`;
    writeFileSync(path.join(project, 'hostile.csv'), table);
    const hostile = `$'a\\n${NEW}\\n\\r${NEW} ${OLD}'`;
    const { commands, stdout, stderr } = await runStep(`
      export GITHUB_ACTOR=${hostile}
      mkdir -p models/h && echo x > models/h/model.bin
      dharma-gov register hostile --artifact models/h/model.bin --training-data hostile.csv --description ${hostile} --reason ${hostile}
      for command in show history "baseline show" verify; do
        dharma-gov $command hostile@latest || dharma-gov $command hostile
        dharma-gov $command hostile@latest --json || dharma-gov $command hostile --json
      done
      dharma-gov audit log; dharma-gov audit log --json
      dharma-gov drift-check hostile@latest --current hostile.csv --ci none
      dharma-gov drift-check hostile@latest --current hostile.csv --ci none --json
      for json in "" --json; do
        dharma-gov ${hostile} $json; dharma-gov show ${hostile} $json
        dharma-gov drift-check hostile@latest --current ${hostile} --ci none $json
      done
    `);
    expect(stdout).toContain('\n\\u003a:set-output name=verdict::pass');
    expect(stdout + stderr).toContain('\\u0023#[set-output');
    expect(commands).toEqual([]);
  });

  it('that is handed on as it is, is refused instead', async () => {
    const script = `printf 'u-1\\n%s\\n' '${NEW}' | dharma-gov ab-test route churn --stdin`;
    const step = await runStep(script);
    expect(step).toMatchObject({ exitCode: 2, stdout: '', commands: [] });
    expect(step.stderr).toContain('GitHub Actions would take the id');
    const elsewhere = await runShell(script, project);
    expect(elsewhere.stdout).toContain(`\n${NEW}\t1.`);
  });
});
