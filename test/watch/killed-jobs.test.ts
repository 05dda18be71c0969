import { mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runShell } from '../cli/shell.js';
import { makeReplayProject, served } from './replay-project.js';
import { WatchProcess } from './watch-process.js';

/** Jobs, and after how many milliseconds each run of them is killed: from before it begins to after its end. */
const MOMENTS: Readonly<Record<string, readonly number[]>> = {
  inbox: [150, 250, 350, 450, 550, 700],
  drift: [150, 300, 450, 600, 750],
  freshness: [120, 180, 240, 320],
  performance: [150, 300, 450, 600, 750],
  integrity: [150, 400, 800],
  housekeeping: [150, 300, 450],
  deliver: [100, 150, 200, 250, 300],
};

const HOUR_MS = 3_600_000;

describe('a watch that is killed during every job', () => {
  it('loses no alert, no delivery, no prediction and no entry of the log', async () => {
    const project = await makeReplayProject();
    const { folder } = project;
    const start = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 140 * HOUR_MS).toISOString();
    await project.serve('1.1.0', [{ start, hours: 60, accuracy: 0.5, drifted: true }]);
    writeFileSync(
      join(folder, '.dharmarc'),
      JSON.stringify({
        quality: { maxAgeHours: { m: 12 } },
        watch: { inbox: 'inbox', sinks: { log: { kind: 'file', path: 'told.jsonl' } }, rollbackChecks: 1 },
      }),
    );
    const inbox = join(folder, 'inbox/m/1.1.0');
    mkdirSync(inbox, { recursive: true });
    const later = new Date(Date.parse(start) + 60 * HOUR_MS).toISOString();
    // Moved in with an old date, as a mover leaves it: a file written just now waits.
    renameSync(
      project.csv('more.csv', served('1.1.0', { start: later, hours: 20, accuracy: 0.5, drifted: true })),
      join(inbox, 'more.csv'),
    );
    utimesSync(join(inbox, 'more.csv'), new Date(0), new Date(0));
    let killed = 0;
    for (const [job, moments] of Object.entries(MOMENTS)) {
      // What is in production by then, after the rollback.
      if (job === 'integrity') writeFileSync(join(folder, 'models/m.bin'), 'changed');
      for (const afterMs of moments) {
        const watch = new WatchProcess(folder, ['--once', '--job', job]);
        await sleep(afterMs);
        if ((await watch.end('SIGKILL')).exitCode === null) killed++;
      }
      // What the last one had started ends by itself.
      await sleep(200);
      const done = await runShell(`dharma-gov watch --once --job ${job}`, folder);
      expect(done.stderr).not.toContain('running already');
    }
    expect(killed).toBeGreaterThan(10);

    const audit = await runShell('dharma-gov audit verify', folder);
    expect(audit, audit.stderr).toMatchObject({ exitCode: 0 });
    expect(readdirSync(inbox).sort()).toEqual(['done']);
    expect(readdirSync(join(inbox, 'done'))).toEqual(['more.csv']);
    const { stdout } = await runShell('dharma-gov performance m@1.1.0 --no-record --json', folder);
    expect(JSON.parse(stdout)).toMatchObject({ current: { rows: 80 } });
    const history = await runShell('dharma-gov history m --json', folder);
    const events = (
      JSON.parse(history.stdout) as { entries: { events: { type: string }[] }[] }
    ).entries.flatMap((entry) => entry.events);
    expect(events.filter(({ type }) => type === 'automatic-rollback')).toHaveLength(1);
    const { alerts } = JSON.parse(
      (await runShell('dharma-gov alerts list --state all --json', folder)).stdout,
    ) as {
      alerts: { id: string; rule: string; subject: string | null; version: string }[];
    };
    const subjects = alerts.map(({ rule, subject, version }) => `${version} ${rule} ${subject}`);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(subjects).toEqual(
      expect.arrayContaining([
        '1.1.0 drift null',
        '1.1.0 freshness null',
        '1.1.0 accuracy null',
        '1.0.0 integrity null',
      ]),
    );
    const lines = readFileSync(join(folder, 'told.jsonl'), 'utf8').trim().split('\n');
    const opened = lines
      .map((line) => JSON.parse(line) as { kind: string; alert: string | null })
      .filter(({ kind }) => kind === 'alert-opened');
    expect([...new Set(opened.map(({ alert }) => alert))].sort()).toEqual(alerts.map(({ id }) => id).sort());
  }, 120_000);
});
