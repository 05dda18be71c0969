import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runShell } from '../cli/shell.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-performance-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Rows of which the first `wrong` of every hundred are predicted wrong; every row has a latency, and one an hour. */
const WRITE = `write() { awk -v wrong="$2" -v rows="$3" -v ms="$4" 'BEGIN {
  print "request_id,timestamp,x,day,prediction,probability,latency_ms,actual"
  for (i = 0; i < rows; i++) {
    up = i % 2; p = up ? 0.9 : 0.1; truth = (i * 37 % 100 < wrong) ? 1 - up : up
    printf "r%d,2026-03-%02dT%02d:00:00Z,%d,%s,%s,%s,%s,%s\\n", i, 1 + int(i / 24) % 28, i % 24, i % 10, \\
      (i % 3 ? "mon" : "tue"), (up ? "UP" : "DOWN"), p, ms + (i % 5) / 10, (truth ? "UP" : "DOWN")
  } }' > "$1"; }`;

beforeAll(async () => {
  const { exitCode, stderr } = await runShell(
    `set -e
    ${WRITE}
    dharma-gov init --no-input >/dev/null
    echo model > models/m.bin; echo other > models/n.bin
    write training.csv 10 2000 1
    write good.csv 10 600 1; write bad.csv 30 600 1; write slow.csv 10 600 5; write few.csv 30 40 1
    cut -d, -f1-7 good.csv > unlabelled.csv
    cut -d, -f1,3-5,8 good.csv > timeless.csv
    cut -d, -f1-3 good.csv > silent.csv
    dharma-gov register m --artifact models/m.bin --training-data training.csv >/dev/null
    dharma-gov register n --artifact models/n.bin >/dev/null
    dharma-gov ingest-predictions m@1.0.0 bad.csv >/dev/null`,
    folder,
  );
  if (exitCode !== 0) throw new Error(stderr);
});

const run = (command: string) => runShell(`dharma-gov performance ${command}`, folder);

describe('performance', () => {
  it.each([
    ['a good window', 'm@1.0.0 --current good.csv', 0],
    ['a drop of accuracy', 'm@1.0.0 --current bad.csv', 3],
    ['slow answers', 'm@1.0.0 --current slow.csv', 3],
    ['a drop on few rows', 'm@1.0.0 --current few.csv', 0],
    ['a drop on few rows with --fail-on warn', 'm@1.0.0 --current few.csv --fail-on warn', 3],
    ['no labels, but latencies', 'm@1.0.0 --current unlabelled.csv', 0],
    ['neither labels nor latencies', 'm@1.0.0 --current silent.csv', 7],
    ['no baseline', 'n@1.0.0 --current good.csv', 7],
    ['an empty log', 'n@1.0.0', 7],
    ['the log', 'm@1.0.0 --no-record', 3],
    ['a window without rows', 'm@1.0.0 --last 1d', 7],
    ['a column', 'm@1.0.0 --current good.csv --by column:day', 0],
    ['days without instants', 'm@1.0.0 --current timeless.csv --by day', 2],
    ['a column that is not there', 'm@1.0.0 --current good.csv --by color', 2],
    ['no column', 'm@1.0.0 --by column:', 2],
    ['a missing file', 'm@1.0.0 --current nothing.csv', 2],
    ['two kinds of window', 'm@1.0.0 --last 7d --current good.csv', 2],
    ['an unknown verdict', 'm@1.0.0 --current good.csv --fail-on accuracy', 2],
  ])('%s: %s exits %i', async (_, command, exitCode) => {
    const result = await run(`${command} --json`);
    expect(result.exitCode, result.stderr).toBe(exitCode);
    const said = [result.stdout, result.stderr].find((part) => part !== '') ?? '';
    expect(JSON.parse(said)).toMatchObject({
      schema: expect.stringMatching(/^dharma-gov\/(performance|error)@1$/),
    });
  });

  it('says which columns and which periods there are where a name is neither', async () => {
    const { stderr } = await run('m@1.0.0 --current good.csv --by year');
    expect(stderr).toContain('no such column');
    expect(stderr).toMatch(/^hint: .*; periods: day, week, month$/m);
  });

  it('takes day for a period, and column:day for the column of that name', async () => {
    const groupsOf = async (by: string) => {
      const { stdout } = await run(`m@1.0.0 --current good.csv --by ${by} --json`);
      const { groups } = JSON.parse(stdout) as { groups: { name: string }[] };
      return groups.map(({ name }) => name);
    };
    expect(await groupsOf('column:day')).toEqual(['mon', 'tue']);
    expect((await groupsOf('day')).slice(0, 2)).toEqual(['2026-03-01', '2026-03-02']);
    expect(await groupsOf('week')).toContain('2026-03-09');
  });

  it('keeps what it found of the log and opens an alert, and keeps nothing of files', async () => {
    const recordingOf = async (command: string) => {
      const { stdout } = await run(`${command} --json`);
      return (JSON.parse(stdout) as { recording: unknown }).recording;
    };
    expect(await recordingOf('m@1.0.0 --current bad.csv')).toEqual({ kind: 'not-recorded' });
    expect(await recordingOf('m@1.0.0 --no-record')).toEqual({ kind: 'not-recorded' });
    expect(await recordingOf('m@1.0.0')).toMatchObject({
      kind: 'recorded',
      alerts: { opened: [{ rule: 'accuracy', subject: null, version: '1.0.0' }], resolved: [] },
    });
  });

  it('reads gzip and standard input like the file itself', async () => {
    const results = await Promise.all([
      runShell('dharma-gov performance m@1.0.0 --current - --json < bad.csv', folder),
      runShell('gzip -k bad.csv && dharma-gov performance m@1.0.0 --current bad.csv.gz --json', folder),
    ]);
    const [piped, zipped] = results.map(({ stdout }) => JSON.parse(stdout) as { current: unknown });
    expect(piped?.current).toEqual(zipped?.current);
  });
});
