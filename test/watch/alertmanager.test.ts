import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runShell } from '../cli/shell.js';
import { findFreePort } from './free-port.js';
import { configureSinks, makeDamagedRegistry } from './telling-project.js';
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

const servers: Alertmanager[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

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

  async activeAlerts(): Promise<AlertOfManager[]> {
    const response = await fetch(`${this.url}/api/v2/alerts?active=true`);
    return (await response.json()) as AlertOfManager[];
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
  it('gets alerts and their end from watch, and after a restart those that are still open', async () => {
    const folder = await makeDamagedRegistry();
    const server = await Alertmanager.start();
    configureSinks(folder, { oncall: { kind: 'alertmanager', url: server.url, allowPrivate: true } });
    const opened = await runShell(
      `dharma-gov watch --once --job integrity >&2
       dharma-gov watch --once --job deliver >&2
       dharma-gov alerts --json`,
      folder,
    );
    expect(opened.exitCode, opened.stderr).toBe(0);
    const { alerts } = JSON.parse(opened.stdout) as { alerts: { id: string; openedAt: string }[] };
    const atFirst = sortAlerts(await server.activeAlerts());
    expect(
      atFirst.map(({ labels: { registry: _, ...labels }, status: { state } }) => [labels, state]),
    ).toEqual([
      [labelsOf('churn'), 'active'],
      [labelsOf('fraud'), 'active'],
    ]);
    expect(atFirst.map(({ startsAt }) => startsAt)).toEqual(alerts.map(({ openedAt }) => openedAt));
    expect(atFirst[0]?.annotations).toEqual({
      summary: 'churn@1.1.0: integrity',
      description: expect.stringContaining('damaged'),
    });

    // The same labels, or the end would be that of another alert.
    const resolved = await runShell(
      `dharma-gov alerts resolve churn:1 --reason "restored from the build"
       dharma-gov watch --once --job deliver`,
      folder,
    );
    expect(resolved.exitCode, resolved.stderr).toBe(0);
    expect((await server.activeAlerts()).map(({ labels }) => labels)).toEqual([atFirst[1]?.labels]);

    await server.restart();
    expect(await server.activeAlerts()).toEqual([]);
    await runShell('dharma-gov watch --once --job deliver', folder);
    expect(await server.activeAlerts(), 'what was delivered is not sent again').toEqual([]);
    const refreshed = await runShell('dharma-gov watch --once --job refresh', folder);
    expect(refreshed.exitCode, refreshed.stderr).toBe(0);
    const again = await server.activeAlerts();
    expect(again.map(({ labels, startsAt, annotations }) => ({ labels, startsAt, annotations }))).toEqual(
      atFirst.slice(1).map(({ labels, startsAt, annotations }) => ({ labels, startsAt, annotations })),
    );
  }, 60_000);
});

function labelsOf(model: string): Record<string, string> {
  return {
    alertname: 'DharmaGovAlert',
    severity: 'severe',
    model,
    version: '1.1.0',
    rule: 'integrity',
    alert: `${model}:1`,
  };
}

function sortAlerts(alerts: readonly AlertOfManager[]): AlertOfManager[] {
  return [...alerts].sort((a, b) => (String(a.labels.model) < String(b.labels.model) ? -1 : 1));
}
