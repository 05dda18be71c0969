import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReplayPeriod, ReplayReport } from '../../src/watch/replay/replay-report.js';
import { runShell } from '../cli/shell.js';

/** Folder of the Elec2 stream with models, their predictions and labels by month, and the training data. */
const { ELEC2 } = process.env;
if (ELEC2 === undefined) {
  process.stderr.write('skipped: rehearsals on real data need the Elec2 stream, whose folder ELEC2 names\n');
}

describe.skipIf(ELEC2 === undefined)('a rehearsal of two years of the electricity market', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dharma-gov-elec2-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (script: string) => runShell(`set -e; export DHARMA_WATCH_WINDOW=30d; ${script}`, folder);
  let periods: readonly ReplayPeriod[] = [];
  let rollbacks = 0;

  beforeAll(async () => {
    const { exitCode, stderr } = await run(
      `mkdir models && cp -r "${ELEC2}"/models/. models/ && dharma-gov init --no-input
      for version in 1.1.0 1.0.0; do
        dharma-gov register elec-price --version $version --artifact models/$version/model.pkl \\
          --training-data "${ELEC2}/reference.csv"
        dharma-gov promote elec-price@$version --to staging
        dharma-gov promote elec-price@$version --to production --yes
        dharma-gov ingest-predictions elec-price@$version "${ELEC2}"/serving/$version/*.csv
      done
      dharma-gov ingest-predictions elec-price@1.0.0 --labels "${ELEC2}"/labels/*.csv
      find models -type f | sort | xargs cksum > before`,
    );
    expect(exitCode, stderr).toBe(0);
    const { stdout } = await run('dharma-gov watch --replay elec-price --by month --json');
    const [replay] = (JSON.parse(stdout) as ReplayReport).models;
    periods = replay?.periods ?? [];
    rollbacks = replay?.rollbacks ?? 0;
  }, 120_000);

  it('opens the alert of accuracy by June 1997 and not in February, and rolls back once', () => {
    const opened = periods.filter(({ events }) =>
      events.some((event) => event.type === 'alert-opened' && event.rule === 'accuracy'),
    );
    expect(periods[0]).toMatchObject({ name: '1997-02', version: '1.0.0', events: [], openAlerts: 0 });
    expect(opened[0]?.name.localeCompare('1997-06')).toBeLessThanOrEqual(0);
    expect(rollbacks).toBe(1);
    expect(periods.at(-1)).toMatchObject({ name: '1998-12', version: '1.1.0' });
  });

  it('has the figures of `performance` and `drift-check` in every month, and changes nothing', async () => {
    expect(periods).toHaveLength(23);
    expect((await run('find models -type f | sort | xargs cksum | cmp - before')).exitCode).toBe(0);
    for (const { name, at, version, rows, figures } of periods) {
      const from = new Date(Date.parse(at) - 30 * 86_400_000).toISOString();
      const span = `elec-price@${version} --from ${from} --to ${at} --no-record --json`;
      const { stdout } = await run(
        `dharma-gov performance ${span} || true; dharma-gov drift-check ${span} || true`,
      );
      const [performance, drift] = stdout.split(/^(?<=\}\n)(?=\{)/m).map((text) => JSON.parse(text));
      const { accuracy, latencyP95Ms } = performance.current.metrics;
      expect(rows, name).toBe(performance.current.rows);
      expect(
        figures.map((figure) => [figure.name, figure.value]),
        name,
      ).toEqual(
        expect.arrayContaining([
          ['accuracy', accuracy.value],
          ['latencyP95Ms', latencyP95Ms.value],
          ['score', drift.overall.score],
        ]),
      );
    }
  }, 240_000);
});
