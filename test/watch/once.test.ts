import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runShell } from '../cli/shell.js';
import { useProject } from './daemon.js';

let project = '';
const copyProject = useProject();
beforeEach(() => {
  project = copyProject();
});

/** Every file and folder, and of files their content and when they were last changed. */
function surveyTree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      const stats = statSync(file);
      if (!stats.isFile()) return name;
      return `${name} ${stats.mtimeMs} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
    });
}

describe('watch --once', () => {
  it('does what is due; a second one does nothing and says what is next', async () => {
    const first = await runShell('dharma-gov watch --once', project);
    // Nothing to measure yet: inconclusive.
    expect(first.exitCode).toBe(7);
    const rows = first.stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t').slice(0, 2).join(' '));
    expect(rows.sort()).toEqual([
      'JOB OUTCOME',
      'deliver idle',
      'drift churn inconclusive',
      'housekeeping idle',
      'integrity churn ok',
      'performance churn inconclusive',
    ]);
    const second = await runShell('dharma-gov watch --once', project);
    expect(second.exitCode).toBe(0);
    expect(second.stdout).toMatch(/^nothing is due before \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\n$/);
  });

  it('does a job that was asked for whether it is due or not, and no other', async () => {
    await runShell('dharma-gov watch --once', project);
    const { stdout, exitCode } = await runShell('dharma-gov watch --once --job integrity', project);
    expect(exitCode).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(2);
    expect(stdout).toContain('integrity churn\tok');
  });

  it('changes not a byte with --dry-run, also where there is much to do', async () => {
    writeFileSync(path.join(project, 'models/model.bin'), 'damaged');
    const before = surveyTree(project);
    const { exitCode, stdout } = await runShell('dharma-gov watch --once --dry-run', project);
    expect(exitCode).toBe(5);
    expect(stdout).toContain('integrity churn\tfound');
    expect(surveyTree(project)).toEqual(before);
  });

  it('starts anew, with a warning, where what it kept is damaged, and not where a newer program kept it', async () => {
    await runShell('dharma-gov watch --once', project);
    const state = path.join(project, 'models/.dharma/watch/state.json');
    const text = readFileSync(state, 'utf8');
    for (const damaged of ['', text.slice(0, 400), text.replace('"failures": 0', '"failures": -1')]) {
      writeFileSync(state, damaged);
      const { exitCode, stderr } = await runShell('dharma-gov watch --once', project);
      expect(exitCode).toBe(7);
      expect(stderr).toContain('state.json is damaged: every job is done now, as at the first start');
      // Lines of JSON, whatever happens.
      for (const line of stderr.trim().split('\n')) JSON.parse(line);
    }
    writeFileSync(state, '{"format":99}');
    const { exitCode, stderr } = await runShell('dharma-gov watch --once', project);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('written in format 99, this program reads 1');
    expect(readFileSync(state, 'utf8')).toBe('{"format":99}');
  });

  it('says of each job in its log what it was about and how long it took', async () => {
    const { stderr } = await runShell('dharma-gov watch --once', project);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ job }) => job === 'integrity')).toMatchObject({
      level: 'info',
      event: 'job-finished',
      model: 'churn',
      version: '1.0.0',
      outcome: 'ok',
      durationMs: expect.any(Number),
    });
  });

  it.each([
    ['watch --job drift', '--job: only together with --once'],
    ['watch --once --job drifd', '--job: unknown job "drifd"'],
    ['watch resum churn', 'watch: unknown action "resum"'],
    ['watch-job', 'watch-job: started by watch alone'],
  ])('refuses %s', async (line, message) => {
    const { exitCode, stderr } = await runShell(`dharma-gov ${line}`, project);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: ${message}`);
  });
});
