import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeExampleProject } from '../cli/example-project.js';
import { runShell } from '../cli/shell.js';
import { findFreePort } from './free-port.js';
import { configureSinks } from './telling-project.js';
import { waitUntil } from './wait-until.js';

const ALERTMANAGER = process.env.ALERTMANAGER ?? 'prometheus-alertmanager';

const isInstalled = spawnSync(ALERTMANAGER, ['--version']).status === 0;
if (!isInstalled) {
  process.stderr.write(
    `skipped: telling an Alertmanager needs ${ALERTMANAGER}, which is not installed here (.ci/run installs it)\n`,
  );
}

interface AlertOfManager {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly status: { readonly state: string };
}

interface KnownAlert {
  readonly id: string;
  readonly message: string;
  readonly openedAt: string;
}

const folders: string[] = [];
const servers: Alertmanager[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A real one, which sends to nobody. */
class Alertmanager {
  private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-alertmanager-'));
  private child: ChildProcess | null = null;
  private log = '';

  private constructor(private readonly port: number) {
    writeFileSync(this.file, 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n');
  }

  static async start(): Promise<Alertmanager> {
    const server = new Alertmanager(await findFreePort());
    servers.push(server);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private get file(): string {
    return path.join(this.folder, 'alertmanager.yml');
  }

  /** Ends it as a crash does, and starts it anew: alerts are in its memory alone. */
  async restart(): Promise<void> {
    await this.kill();
    await this.run();
  }

  /** By their ids in the registry. */
  async activeAlerts(): Promise<AlertOfManager[]> {
    const response = await fetch(`${this.url}/api/v2/alerts?active=true`);
    const alerts = (await response.json()) as AlertOfManager[];
    return alerts.sort((a, b) => (String(a.labels.alert) < String(b.labels.alert) ? -1 : 1));
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    this.child = spawn(
      ALERTMANAGER,
      [
        `--config.file=${this.file}`,
        `--storage.path=${this.folder}`,
        `--web.listen-address=127.0.0.1:${this.port}`,
        '--cluster.listen-address=',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
    await waitUntil('Alertmanager is ready', async () => {
      if (this.child?.exitCode !== null) throw new Error(this.log);
      return fetch(`${this.url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }

  private async kill(): Promise<void> {
    if (this.child === null || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

describe.skipIf(!isInstalled)('an Alertmanager', () => {
  it('gets alerts from watch, again after a restart, and their end', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-alerts-'));
    folders.push(folder);
    await makeExampleProject(folder);
    const server = await Alertmanager.start();
    configureSinks(folder, { oncall: { kind: 'alertmanager', url: server.url, allowPrivate: true } });
    const opened = await runShell(
      `dharma-gov watch --once --job deliver >&2
       dharma-gov alerts --json`,
      folder,
    );
    expect(opened.exitCode, opened.stderr).toBe(0);
    const { alerts } = JSON.parse(opened.stdout) as { alerts: KnownAlert[] };
    const first = alerts.find(({ id }) => id === 'churn:1');
    const atFirst = await server.activeAlerts();
    expect(atFirst.map(({ labels }) => labels.alert)).toEqual(alerts.map(({ id }) => id).sort());
    expect(atFirst[0]).toMatchObject({
      labels: {
        alertname: 'DharmaGovAlert',
        severity: 'severe',
        registry: expect.any(String),
        model: 'churn',
        version: '1.0.0',
        rule: 'drift',
        alert: 'churn:1',
      },
      annotations: { summary: 'churn@1.0.0: drift', description: first?.message },
      startsAt: first?.openedAt,
      status: { state: 'active' },
    });

    await server.restart();
    await runShell('dharma-gov watch --once --job deliver', folder);
    expect(await server.activeAlerts(), 'what was delivered is not sent again').toEqual([]);
    const refreshed = await runShell('dharma-gov watch --once --job refresh', folder);
    expect(refreshed.exitCode, refreshed.stderr).toBe(0);
    const again = await server.activeAlerts();
    expect(again.map(withoutExpiry)).toEqual(atFirst.map(withoutExpiry));

    // By the same labels, or the end would be that of another alert.
    const resolved = await runShell(
      `dharma-gov alerts resolve churn:1 --reason "a campaign"
       dharma-gov watch --once --job deliver`,
      folder,
    );
    expect(resolved.exitCode, resolved.stderr).toBe(0);
    const left = await server.activeAlerts();
    expect(left.map(withoutExpiry)).toEqual(atFirst.slice(1).map(withoutExpiry));
  }, 60_000);
});

/** What stays the same when an alert is told again. */
function withoutExpiry({ labels, annotations, startsAt }: AlertOfManager) {
  return { labels, annotations, startsAt };
}
