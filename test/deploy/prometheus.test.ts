import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { METRICS } from '../../src/watch/metrics.js';
import { runShell } from '../cli/shell.js';
import { runHere, skipWithout } from '../host-tools.js';
import { findFreePort } from '../watch/free-port.js';
import { waitUntil } from '../watch/wait-until.js';
import { WatchProcess } from '../watch/watch-process.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-deploy-'));
  folders.push(folder);
  return folder;
}

/** What the panels ask, as Grafana would send it. */
function dashboardExpressions(): string[] {
  const { panels } = JSON.parse(readFileSync('deploy/grafana/dharma-gov.json', 'utf8')) as {
    panels: { targets?: { expr: string }[] }[];
  };
  const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(expressions.length).toBeGreaterThan(5);
  return expressions.map((text) => text.replaceAll('$model', '.*').replaceAll('$__rate_interval', '5m'));
}

describe('what is shipped for Prometheus and Grafana', () => {
  it('has rules that promtool takes, and that fire when they should and not before', async (context) => {
    await skipWithout(context, 'promtool');
    const folder = 'deploy/prometheus';
    const checked = await runHere('promtool', ['check', 'rules', 'rules.yml'], folder);
    expect(checked, checked.stderr).toMatchObject({ exitCode: 0 });
    const tested = await runHere('promtool', ['test', 'rules', 'rules.test.yml'], folder);
    expect(tested, tested.stdout + tested.stderr).toMatchObject({ exitCode: 0 });
  });

  it('tests every one of these rules', () => {
    const rules = [...readFileSync('deploy/prometheus/rules.yml', 'utf8').matchAll(/- alert: (\w+)/g)];
    const tests = readFileSync('deploy/prometheus/rules.test.yml', 'utf8');
    expect(rules.length).toBeGreaterThan(5);
    for (const [, name] of rules) expect(tests).toContain(`alertname: ${name}\n`);
  });

  for (const file of ['deploy/prometheus/rules.yml', 'deploy/grafana/dharma-gov.json']) {
    it(`names in ${file} only metrics that there are`, () => {
      const named = [...readFileSync(file, 'utf8').matchAll(/dharma_gov_\w+/g)].map(([name]) => name);
      expect(named.length).toBeGreaterThan(5);
      expect(named.filter((name) => !Object.hasOwn(METRICS, name))).toEqual([]);
    });
  }

  it('lets a real Prometheus scrape a running watch and fire a rule for a severe alert', async (context) => {
    await skipWithout(context, 'prometheus');
    const folder = makeFolder();
    const made = await runShell(
      `set -e
      dharma-gov init --no-input
      for version in 1.0.0 1.1.0; do
        echo "model $version" >models/$version.bin
        dharma-gov register churn --artifact models/$version.bin --version $version
        dharma-gov promote churn@$version --to staging --yes
        dharma-gov promote churn@$version --to production --yes
      done
      echo changed >models/1.1.0.bin`,
      folder,
    );
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    const port = await findFreePort();
    writeFileSync(
      path.join(folder, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [path.resolve('deploy/prometheus/rules.yml')],
        scrape_configs: [{ job_name: 'dharma-gov', static_configs: [{ targets: [`127.0.0.1:${port}`] }] }],
      }),
    );
    const api = await findFreePort();
    const watch = new WatchProcess(folder, ['--metrics-port', String(port)], {
      DHARMA_WATCH_JITTER_SECONDS: '0',
    });
    const prometheus = spawn(
      'prometheus',
      [
        '--config.file=prometheus.yml',
        '--storage.tsdb.path=data',
        `--web.listen-address=127.0.0.1:${api}`,
        '--log.level=error',
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    try {
      const ask = async (query: string) => {
        const response = await fetch(`http://127.0.0.1:${api}/api/v1/${query}`).catch(() => undefined);
        return response?.ok === true
          ? ((await response.json()) as { data: Record<string, unknown> }).data
          : undefined;
      };
      const fired = await waitUntil(
        'a firing rule',
        async () => {
          const { alerts = [] } = ((await ask('alerts')) ?? {}) as {
            alerts?: { state: string; labels: Record<string, string> }[];
          };
          return alerts.find(
            ({ state, labels }) => state === 'firing' && labels.alertname === 'DharmaGovSevereAlert',
          );
        },
        40_000,
      );
      expect(fired.labels).toMatchObject({ model: 'churn', rule: 'integrity', severity: 'critical' });
      const production = (await ask(`query?query=${encodeURIComponent('dharma_gov_version_info')}`)) as {
        result: { metric: Record<string, string> }[];
      };
      // The damaged version left production, and its series with it.
      expect(production.result.map(({ metric }) => metric.version)).toEqual(['1.0.0']);
      // What Prometheus renames clashed with a label of its own.
      const renamed = (await ask(
        `query?query=${encodeURIComponent('{__name__=~"dharma_gov_.+",exported_job!=""}')}`,
      )) as { result: unknown[] };
      expect(renamed.result).toEqual([]);
      for (const expression of dashboardExpressions()) {
        expect(await ask(`query?query=${encodeURIComponent(expression)}`), expression).toBeDefined();
      }
    } finally {
      const ended = once(prometheus, 'close');
      prometheus.kill('SIGKILL');
      await ended;
      await watch.end('SIGTERM');
    }
  }, 90_000);
});
