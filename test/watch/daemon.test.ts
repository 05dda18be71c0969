import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runShell } from '../cli/shell.js';
import { Daemon, goneWithin, isAlive, killDaemons, useProject, writeSettings } from './daemon.js';

let project = '';
const copyProject = useProject();
beforeEach(() => {
  project = copyProject();
});
afterEach(killDaemons);

/** What is put into /proc by Linux alone is needed to find the process of a job. */
describe.runIf(process.platform === 'linux')('watch as a process', () => {
  it('is the only one of a registry: a second one exits 6 and names the first', async () => {
    const first = new Daemon(project);
    await first.event('started');
    for (const args of ['', '--once']) {
      const second = await runShell(`dharma-gov watch ${args}`, project);
      expect(second.exitCode).toBe(6);
      expect(second.stderr).toMatch(
        new RegExp(`watch is running already: process ${first.pid} on \\S+, since \\d{4}-.+Z`),
      );
      expect(second.stderr).toContain(`hint: stop it first: kill ${first.pid}`);
    }
    // A look only, so nothing is in its way.
    expect((await runShell('dharma-gov watch --once --dry-run', project)).exitCode).not.toBe(6);
    expect(await first.end('SIGTERM')).toBe(0);
  });

  it('starts again at once after kill -9, does again what was cut off, and the job is gone', async () => {
    const first = new Daemon(project);
    const job = await first.hang('integrity');
    expect(await first.end('SIGKILL')).toBeNull();
    expect(existsSync(path.join(project, 'models/.dharma/watch/lock'))).toBe(true);

    const second = new Daemon(project);
    const started = await second.event('job-started', 'integrity');
    const { at } = await second.event('started');
    expect(Date.parse(started.at) - Date.parse(at)).toBeLessThan(2_000);
    expect(await second.event('job-finished', 'integrity')).toMatchObject({ report: { outcome: 'ok' } });
    // It goes on where it was stopped, learns that nobody waits for it, and ends.
    process.kill(job, 'SIGCONT');
    expect(await goneWithin(job, 5_000)).toBe(true);
    expect(await second.end('SIGTERM')).toBe(0);
  });

  it('ends within ten seconds of SIGTERM though a job hangs, with 0, and does that job first next time', async () => {
    const daemon = new Daemon(project);
    const job = await daemon.hang('integrity');
    await daemon.event('job-finished', 'performance');
    const from = Date.now();
    expect(await daemon.end('SIGTERM')).toBe(0);
    expect(Date.now() - from).toBeGreaterThan(5_000);
    expect(Date.now() - from).toBeLessThan(10_000);
    expect(isAlive(job)).toBe(false);
    expect(existsSync(path.join(project, 'models/.dharma/watch/lock'))).toBe(false);
    expect(daemon.events.at(-1)?.type).toBe('stopped');

    const next = new Daemon(project, ['--once']);
    // Inconclusive are only those checks that have nothing to go by, and they are not due.
    expect(await next.end()).toBe(0);
    const finished = next.events.filter(({ type }) => type === 'job-finished');
    expect(finished.map(({ unit, failures }) => [unit?.job, failures])).toContainEqual(['integrity', 0]);
    expect(finished.map(({ unit }) => unit?.job)).not.toContain('performance');
  });

  it('ends at once when nothing runs, and when it is told twice', async () => {
    const idle = new Daemon(project, ['--json']);
    for (const job of ['integrity', 'performance', 'drift', 'housekeeping', 'deliver']) {
      await idle.event('job-finished', job);
    }
    let from = Date.now();
    expect(await idle.end('SIGINT')).toBe(0);
    expect(Date.now() - from).toBeLessThan(3_000);

    rmSync(path.join(project, 'models/.dharma/watch/state.json'));
    const busy = new Daemon(project);
    const job = await busy.hang('integrity');
    busy.signal('SIGINT');
    await busy.event('stopping');
    from = Date.now();
    expect(await busy.end('SIGINT')).toBe(0);
    expect(Date.now() - from).toBeLessThan(3_000);
    expect(isAlive(job)).toBe(false);
  });

  it('lets a job that runs come to its end when it is stopped', async () => {
    const daemon = new Daemon(project);
    await daemon.event('job-started', 'performance');
    expect(await daemon.end('SIGTERM')).toBe(0);
    expect(await daemon.event('job-finished', 'performance')).toMatchObject({ failures: 0 });
  });

  it('kills a job that hangs at its timeout, tries it again in a minute, and does the others meanwhile', async () => {
    writeSettings(project, { jobTimeoutMinutes: 0.05 });
    const daemon = new Daemon(project);
    const job = await daemon.hang('drift');
    expect(await daemon.event('job-killed', 'drift')).toMatchObject({
      reason: 'not done within 0.05 min (watch.jobTimeoutMinutes)',
    });
    const failed = await daemon.event('job-finished', 'drift');
    expect(failed).toMatchObject({
      failures: 1,
      report: { outcome: 'failed', message: 'not done within 0.05 min (watch.jobTimeoutMinutes)' },
    });
    const waitMs = Date.parse(String(failed.nextAt)) - Date.parse(failed.at);
    expect(waitMs).toBeGreaterThanOrEqual(60_000);
    expect(waitMs).toBeLessThan(61_000);
    expect(isAlive(job)).toBe(false);
    for (const other of ['integrity', 'performance', 'housekeeping']) {
      expect((await daemon.event('job-finished', other)).at < failed.at).toBe(true);
    }
    expect(await daemon.end('SIGTERM')).toBe(0);
  });

  it('reports a job whose process was killed, and goes on', async () => {
    const daemon = new Daemon(project);
    const job = await daemon.hang('integrity');
    process.kill(job, 'SIGKILL');
    expect(await daemon.event('job-finished', 'integrity')).toMatchObject({
      failures: 1,
      report: {
        outcome: 'failed',
        exitCode: 1,
        message: 'the process of the job was ended by SIGKILL before it was done',
      },
    });
    expect(await daemon.event('job-finished', 'performance')).toMatchObject({ failures: 0 });
    expect(await daemon.end('SIGTERM')).toBe(0);
  });

  it('reads its settings again at SIGHUP, and keeps the old ones where the new are wrong', async () => {
    const daemon = new Daemon(project);
    const { nextAt } = await daemon.event('job-finished', 'integrity');
    writeSettings(project, { schedules: { integrity: '61 * * * *' } });
    daemon.signal('SIGHUP');
    expect(await daemon.event('reload-refused')).toMatchObject({
      message: expect.stringContaining('watch.schedules.integrity'),
      hint: expect.stringContaining('five fields of cron'),
    });
    let from = daemon.events.length;
    writeSettings(project, { schedulez: {} });
    daemon.signal('SIGHUP');
    expect(await daemon.event('reload-refused', undefined, from)).toMatchObject({
      message: expect.stringContaining('unknown key'),
    });
    from = daemon.events.length;
    writeSettings(project, { schedules: { integrity: '1s' } });
    daemon.signal('SIGHUP');
    const { at } = await daemon.event('reloaded', undefined, from);
    const again = await daemon.event('job-finished', 'integrity', from);
    expect(Date.parse(again.at) - Date.parse(at)).toBeLessThan(5_000);
    expect(again.at < String(nextAt)).toBe(true);
    expect(await daemon.end('SIGTERM')).toBe(0);
  });

  it('ends when whoever reads its events has seen enough', async () => {
    const { stdout, exitCode } = await runShell(
      'set -o pipefail; dharma-gov watch --json | head -n 1',
      project,
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'dharma-gov/watch-event@1', type: 'started' });
  });
});
