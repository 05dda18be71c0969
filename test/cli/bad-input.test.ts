import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeExampleProject } from './example-project.js';
import { runShell } from './shell.js';

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-bad-input-'));
const project = path.join(root, 'project');
beforeAll(() => makeExampleProject(project));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const INGEST = 'dharma-gov ingest-predictions churn@production';
const HEADER =
  'request_id,timestamp,tenure_months,monthly_spend,support_calls,plan,autopay,prediction,probability,latency_ms';
const ROW = 'r-1,2026-03-01T00:00:00Z,12,40.5,1,basic,true,stay,0.2,3.1';

interface Case {
  readonly name: string;
  readonly script: string;
  readonly exitCode: number;
  /** What the one line of the error must name. */
  readonly names: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: 'an unknown model',
    script: 'dharma-gov promote churm@1.0.0 --to staging',
    exitCode: 2,
    names: /"churm".*\n.*churn/,
  },
  { name: 'an unknown version', script: 'dharma-gov show churn@9.9.9', exitCode: 2, names: /9\.9\.9/ },
  {
    name: 'a version in the wrong state',
    script: 'dharma-gov promote churn@1.0.0 --to staging',
    exitCode: 3,
    names: /deprecated.*staging/,
  },
  {
    name: 'a misspelt status',
    script: 'dharma-gov promote churn@1.2.0 --to prodution',
    exitCode: 2,
    names: /prodution"\n.*production/,
  },
  {
    name: 'a rollback without a reason',
    script: 'dharma-gov rollback churn --yes',
    exitCode: 2,
    names: /--reason/,
  },
  {
    name: 'a model where alerts expects an action',
    script: 'dharma-gov alerts churn',
    exitCode: 2,
    names:
      /unknown action "churn"\nhint: known: list, ack, resolve, deliveries; of a model: dharma-gov alerts list churn$/m,
  },
  {
    name: 'a misspelt action on alerts',
    script: 'dharma-gov alerts resolv churn:1',
    exitCode: 2,
    names: /"resolv"\nhint: did you mean "resolve"\?/,
  },
  {
    name: 'an empty file of predictions',
    script: `: > empty.csv; ${INGEST} empty.csv`,
    exitCode: 2,
    names: /empty\.csv: is empty\nhint: .*rows/,
  },
  {
    name: 'a header without rows as current data',
    script: `echo '${HEADER}' > header.csv; dharma-gov drift-check churn@production --current header.csv`,
    exitCode: 2,
    names: /header\.csv: holds a header and no rows\nhint: .*rows/,
  },
  {
    name: 'a binary file of outcomes',
    script: `printf 'a\\0b\\n' > binary.csv; dharma-gov ab-test record churn binary.csv`,
    exitCode: 2,
    names: /binary\.csv: is binary, not text\nhint: name a CSV or NDJSON file/,
  },
  {
    name: 'a missing artifact',
    script: 'dharma-gov register churn --artifact models/nothing.bin',
    exitCode: 2,
    names: /nothing\.bin/,
  },
  {
    name: 'a symbolic link as artifact',
    script: 'ln -s 1.0.0 models/link; dharma-gov register churn --artifact models/link',
    exitCode: 2,
    names: /link/,
  },
  {
    name: 'metrics that are not numbers',
    script: `echo '{"accuracy":"high"}' > m.json; dharma-gov register churn --artifact models/1.2.0 --metrics m.json`,
    exitCode: 2,
    names: /m\.json: accuracy/,
  },
  {
    name: 'metrics that are not JSON',
    script: `echo '{' > m.json; dharma-gov register churn --artifact models/1.2.0 --metrics m.json`,
    exitCode: 2,
    names: /m\.json: not JSON/,
  },
  {
    name: 'a directory of training data',
    script: 'echo {} > new.bin; dharma-gov register churn --artifact new.bin --training-data models/1.0.0',
    exitCode: 2,
    names: /directory/,
  },
  { name: 'a missing input file', script: `${INGEST} nothing.csv`, exitCode: 2, names: /nothing\.csv/ },
  { name: 'a directory instead of a file', script: `${INGEST} serving`, exitCode: 2, names: /serving/ },
  {
    name: 'a glob that matches nothing',
    script: `${INGEST} 'serving/*.parquet'`,
    exitCode: 2,
    names: /serving\/\*\.parquet/,
  },
  { name: 'an empty CSV', script: `: > bad.csv; ${INGEST} bad.csv`, exitCode: 2, names: /bad\.csv.*empty/ },
  {
    name: 'a header only',
    script: `echo '${HEADER}' > bad.csv; ${INGEST} bad.csv`,
    exitCode: 2,
    names: /bad\.csv.*(header|no rows)/,
  },
  {
    name: 'duplicate columns',
    script: `printf '${HEADER},plan\\n${ROW},x\\n' > bad.csv; ${INGEST} bad.csv`,
    exitCode: 2,
    names: /plan/,
  },
  {
    name: 'a wrong delimiter',
    script: `printf '${`${HEADER}\\n${ROW}\\n`.replaceAll(',', '~')}' > bad.csv; ${INGEST} bad.csv`,
    exitCode: 2,
    names: /bad\.csv/,
  },
  {
    name: 'a binary file',
    script: `head -c 100000 /dev/urandom > bad.csv; ${INGEST} bad.csv`,
    exitCode: 2,
    names: /bad\.csv/,
  },
  {
    name: 'a line of 10 MB',
    script: `{ echo '${HEADER}'; head -c 10000000 /dev/zero | tr '\\0' x; echo; } > bad.csv; ${INGEST} bad.csv`,
    exitCode: 2,
    names: /bad\.csv/,
  },
  {
    name: 'text that is not UTF-8',
    script: `printf '${HEADER}\\nr-1,2026-03-01T00:00:00Z,12,40.5,1,ba\\xff\\xfesic,true,stay,0.2,3.1\\n' > bad.csv; ${INGEST} bad.csv`,
    exitCode: 2,
    names: /bad\.csv.*UTF-8/i,
  },
  {
    name: 'a file that is not what its name says',
    script: `cp serving/2026-03.csv bad.parquet; ${INGEST} bad.parquet`,
    exitCode: 2,
    names: /bad\.parquet/,
  },
  {
    name: 'a column that a role needs',
    script: `printf 'a,b\\n1,2\\n' > bad.csv; ${INGEST} bad.csv`,
    exitCode: 2,
    names: /--request-id/,
  },
  {
    name: 'a missing feature',
    script:
      'cut -d, -f1,2,3,5- serving/2026-03.csv > bad.csv; dharma-gov drift-check churn@production --current bad.csv',
    exitCode: 2,
    names: /monthly_spend/,
  },
  {
    name: 'an empty window',
    script: 'dharma-gov drift-check churn@production --from 2020-01-01 --to 2020-02-01',
    exitCode: 7,
    names: /2020-01-01/,
  },
  {
    name: 'a version without a baseline',
    script: 'dharma-gov drift-check churn@staging --current serving/2026-03.csv',
    exitCode: 7,
    names: /baseline/,
  },
  {
    name: 'a day that does not exist',
    script: 'dharma-gov drift-check churn@production --from 2026-02-30',
    exitCode: 2,
    names: /--from.*2026-02-30/,
  },
  {
    name: 'an unknown setting',
    script: 'echo "drfitThreshold: 1" > .dharmarc; dharma-gov list',
    exitCode: 2,
    names: /\.dharmarc:1: drfitThreshold.*\n.*driftThreshold/,
  },
  {
    name: 'a .dharmarc that is not YAML',
    script: 'echo "a: [" > .dharmarc; dharma-gov list',
    exitCode: 2,
    names: /\.dharmarc:\d/,
  },
];

/** The registry's log and the prediction log: what must not change. */
function logFiles(folder: string): string[] {
  const data = path.join(folder, 'models/.dharma');
  return readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json') && name.includes('log'))
    .sort()
    .map((name) => `${name} ${readFileSync(path.join(data, name), 'utf8')}`);
}

describe('bad input', () => {
  it.each(CASES)(
    '$name: one line, the right exit code and nothing lost',
    async ({ name, script, exitCode, names }) => {
      const folder = path.join(root, name.replaceAll(/\W+/g, '-'));
      cpSync(project, folder, { recursive: true });
      const before = logFiles(folder);
      const result = await runShell(script, folder);
      expect(result.exitCode, result.stdout + result.stderr).toBe(exitCode);
      expect(result.stderr).toMatch(names);
      expect(result.stderr.match(/^error: /gm), result.stderr).toHaveLength(1);
      expect(result.stderr).not.toMatch(/internal error|^ +at /m);
      for (const line of result.stderr.trim().split('\n')) expect(line).toMatch(/^(error|hint|warning): /);
      expect(logFiles(folder)).toEqual(before);
      rmSync(folder, { recursive: true });
    },
  );
});

const isRoot = process.getuid?.() === 0;
const promote = 'dharma-gov promote churn@1.2.0 --to production --yes';

describe('a machine that refuses', () => {
  /** As root, permissions do not bind, so the program is run as nobody. */
  const asNobody = (script: string) =>
    isRoot
      ? `chmod -R a+rX . && setpriv --reuid=65534 --regid=65534 --clear-groups bash -c '${script}'`
      : script;

  it('says that a registry is read-only, and exits 4', async () => {
    const folder = path.join(root, 'read-only');
    cpSync(project, folder, { recursive: true });
    const before = logFiles(folder);
    const result = await runShell(`chmod 711 ../.. ..; chmod -R a-w models; ${asNobody(promote)}`, folder);
    expect(result, result.stderr).toMatchObject({ exitCode: 4 });
    expect(result.stderr).toMatch(/^error: cannot .*permission denied$/m);
    expect(logFiles(folder)).toEqual(before);
  });

  it('says that a folder cannot be read, and exits 4', async () => {
    const folder = path.join(root, 'unreadable');
    cpSync(project, folder, { recursive: true });
    const result = await runShell(
      `chmod 711 ../.. ..; ${asNobody('dharma-gov list').replace('&&', '&& chmod 700 models/.dharma/log &&')}`,
      folder,
    );
    expect(result, result.stderr).toMatchObject({ exitCode: 4 });
    expect(result.stderr).toMatch(/^error: cannot .*permission denied$/m);
  });

  it('loses nothing on a full disk, and exits 6', async (context) => {
    const disk = path.join(root, 'disk');
    try {
      execFileSync('sh', ['-c', `mkdir -p ${disk} && mount -t tmpfs -o size=4m none ${disk}`], {
        stdio: 'ignore',
      });
    } catch {
      context.skip('a full disk needs the right to mount a tmpfs, which this user does not have');
    }
    try {
      const folder = path.join(disk, 'project');
      cpSync(project, folder, { recursive: true });
      const before = logFiles(folder);
      const result = await runShell(`cat /dev/zero > fill 2>/dev/null; ${promote}`, folder);
      expect(result, result.stderr).toMatchObject({ exitCode: 6 });
      expect(result.stderr).toMatch(/^error: .*no space left/m);
      expect(logFiles(folder)).toEqual(before);
      const after = await runShell(`rm fill; ${promote} && dharma-gov audit verify`, folder);
      expect(after, after.stderr).toMatchObject({ exitCode: 0 });
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
