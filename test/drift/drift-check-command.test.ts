import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runShell } from '../cli/shell.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-drift-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes 400 rows of columns x (0 .. 1, moved), y (0 .. 1) and day. */
const WRITE = `write() { awk -v move="$2" -v rows="\${3:-400}" 'BEGIN {
  print "x,y,day"; for (i = 0; i < rows; i++) print (i * 37 % 400) / 400 + move "," (i * 73 % 400) / 400 "," (i % 2 ? "mon" : "tue") }' > "$1"; }`;

beforeAll(async () => {
  const { exitCode, stderr } = await runShell(
    `set -e
    ${WRITE}
    dharma-gov init --no-input >/dev/null
    echo model > models/m.bin; echo other > models/n.bin
    write training.csv 0; write calm.csv 0.001; write moved.csv 0.5; write few.csv 0 20
    sed 's/^x,/z,/' calm.csv > renamed.csv
    head -1 calm.csv > header.csv
    gzip -k moved.csv
    dharma-gov register m --artifact models/m.bin --training-data training.csv >/dev/null
    dharma-gov register n --artifact models/n.bin >/dev/null`,
    folder,
  );
  if (exitCode !== 0) throw new Error(stderr);
});

const run = (command: string) => runShell(`dharma-gov ${command}`, folder);

describe('drift-check', () => {
  it.each([
    ['no drift', 'm@1.0.0 --current calm.csv', 0],
    ['drift', 'm@1.0.0 --current moved.csv', 3],
    ['a warning', 'm@1.0.0 --current moved.csv --importance y=1 --importance day=1', 0],
    ['a warning with --fail-on warn', 'm@1.0.0 --current moved.csv --importance y=1 --fail-on warn', 3],
    ['too few rows', 'm@1.0.0 --current few.csv', 7],
    ['an empty log', 'm@1.0.0', 7],
    ['no baseline', 'n@1.0.0 --current calm.csv', 7],
    ['a missing column', 'm@1.0.0 --current renamed.csv', 2],
    ['a header alone', 'm@1.0.0 --current header.csv', 2],
    ['a missing file', 'm@1.0.0 --current nothing.csv', 2],
    ['an unknown version', 'm@9.0.0 --current calm.csv', 2],
    ['a window that ends before it starts', 'm@1.0.0 --from 2026-02-01 --to 2026-01-01', 2],
    ['two kinds of window', 'm@1.0.0 --last 7d --current calm.csv', 2],
    ['an unknown verdict', 'm@1.0.0 --current calm.csv --fail-on drift', 2],
    ['a threshold below 0', 'm@1.0.0 --current calm.csv --threshold -1', 2],
    ['importance of an unknown feature', 'm@1.0.0 --current calm.csv --importance xx=1', 2],
    ['a threshold that nothing reaches', 'm@1.0.0 --current moved.csv --threshold 99', 0],
  ])('%s: %s exits %i', async (_, command, exitCode) => {
    const result = await run(`drift-check ${command} --json`);
    expect(result.exitCode).toBe(exitCode);
    const [said = ''] = [result.stdout, result.stderr].filter((part) => part !== '');
    expect(JSON.parse(said)).toMatchObject({
      schema: expect.stringMatching(/^dharma-gov\/(drift|error)@1$/),
    });
  });

  it('says the same without --json', async () => {
    const { exitCode, stdout, stderr } = await run('drift-check m@1.0.0 --current moved.csv');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^x\tsevere drift\t/m);
    expect(stdout).toMatch(/^fail\tdrift: 1 of 3 features drifted/m);
    expect(exitCode).toBe(3);
  });

  it('refuses a false discovery rate of 0', async () => {
    const { exitCode, stderr } = await runShell(
      'DHARMA_DRIFT_ALPHA=0 dharma-gov drift-check m@1.0.0 --current calm.csv',
      folder,
    );
    expect(stderr).toMatch(/^error: drift\.alpha: expected a probability of 1e-9 or more, got 0$/m);
    expect(exitCode).toBe(2);
  });

  it('reads gzip and standard input like the file itself', async () => {
    const results = await Promise.all([
      run('drift-check m@1.0.0 --current moved.csv --json'),
      run('drift-check m@1.0.0 --current moved.csv.gz --json'),
      runShell('cat moved.csv | dharma-gov drift-check m@1.0.0 --current - --json', folder),
    ]);
    const [plain, gzip, piped] = results.map(({ stdout }) => {
      const { window: _, ...report } = JSON.parse(stdout);
      return report;
    });
    expect(gzip).toEqual(plain);
    expect(piped).toEqual(plain);
    expect(plain).toMatchObject({ schema: 'dharma-gov/drift@1', verdict: 'fail', rows: 400 });
  });

  it('needs no folder that can be written to', async () => {
    // As root, permissions do not bind, so the program is run as nobody.
    const asNobody = process.getuid?.() === 0 ? 'setpriv --reuid=65534 --regid=65534 --clear-groups' : '';
    const { exitCode, stderr } = await runShell(
      `chmod -R a+rX-w .; ${asNobody} bash -c 'dharma-gov drift-check m@1.0.0 --current calm.csv'; code=$?; chmod -R u+w .; exit $code`,
      folder,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });
});

describe('baseline', () => {
  it('shows what drift is measured against', async () => {
    const { stdout, exitCode } = await run('baseline show m@1.0.0');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'COLUMN\tROLE\tKIND\tMISSING\tMEAN\tS.D.\tVALUES',
      'x\tfeature\tnumeric\t0 %\t0.499\t0.289\t0 to 0.998',
      'y\tfeature\tnumeric\t0 %\t0.499\t0.289\t0 to 0.998',
      'day\tfeature\tcategorical\t0 %\t\t\tmon 50 %, tue 50 %',
      '',
    ]);
    const json = JSON.parse((await run('baseline show m@1.0.0 --json')).stdout);
    expect(json).toMatchObject({ schema: 'dharma-gov/baseline@1', rows: 400, columns: { length: 3 } });
  });

  it('sets one, which drift-check then uses', async () => {
    const set = await run('baseline set n@1.0.0 training.csv --ignore day --reason "first look"');
    expect(set.stderr).toBe('');
    expect(set.stdout).toContain('2 features: x (numeric), y (numeric)');
    expect(set.stdout).toContain('not scored: day (left out on request)');
    expect((await run('drift-check n@1.0.0 --current moved.csv')).exitCode).toBe(3);
    const again = await run('baseline set n@1.0.0 training.csv --ignore day');
    expect(again.stdout).toBe('n@1.0.0 already has this baseline: nothing changed\n');
  });

  it('names what is missing', async () => {
    expect(await run('baseline set n@1.0.0')).toMatchObject({ exitCode: 2 });
    expect((await run('baseline frob n@1.0.0')).exitCode).toBe(2);
  });
});
