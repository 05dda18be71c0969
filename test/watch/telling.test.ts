import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { runShell } from '../cli/shell.js';
import { HookReceiver } from './hook-receiver.js';
import { configureSinks, makeDamagedRegistry } from './telling-project.js';
import { waitUntil } from './wait-until.js';
import { WatchProcess } from './watch-process.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

interface Deliveries {
  readonly deliveries: readonly { sink: string; state: string; attempts: number; lastError: string | null }[];
}

async function deliveriesOf(folder: string): Promise<Deliveries['deliveries']> {
  const { stdout } = await runShell('dharma-gov alerts deliveries --json', folder);
  return (JSON.parse(stdout) as Deliveries).deliveries;
}

describe('a webhook that fails twice and then accepts', () => {
  it('gets every alert under one id, signed so that the standard library of receivers takes it, across restarts and kills', async () => {
    const folder = await makeDamagedRegistry();
    const attempts = new Map<string, number>();
    const receiver = new HookReceiver((id) => {
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      return { status: attempt <= 2 ? 503 : 204 };
    });
    const url = await receiver.open();
    try {
      configureSinks(folder, {
        pager: { kind: 'webhook', url: `${url}/hook`, secretEnv: 'HOOK_SECRET', allowPrivate: true },
      });
      const env = { HOOK_SECRET: SECRET, DHARMA_WATCH_JITTER_SECONDS: '0' };
      const first = new WatchProcess(folder, [], env);
      await waitUntil('two attempts', async () => receiver.received.length >= 2);
      await first.end('SIGKILL');
      const second = new WatchProcess(folder, [], env);
      const all = await waitUntil(
        'everything delivered',
        async () => {
          const deliveries = await deliveriesOf(folder);
          return deliveries.length >= 4 && deliveries.every(({ state }) => state === 'delivered')
            ? deliveries
            : undefined;
        },
        60_000,
      );
      expect((await second.end('SIGTERM')).exitCode).toBe(0);
      const accepted = receiver.received.filter(({ status }) => status === 204);
      const titles = accepted.map(({ body }) => (JSON.parse(body) as { title: string }).title).sort();
      expect(titles).toEqual([
        'churn@1.1.0: integrity',
        'churn@1.1.0: its files are damaged, it is marked failed (was in production)',
        'fraud@1.1.0: integrity',
        'fraud@1.1.0: its files are damaged, it is marked failed (was in production)',
      ]);
      expect(all.map(({ attempts: tried }) => tried)).toEqual([3, 3, 3, 3]);
      expect(new Set(accepted.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
      for (const { body, headers } of receiver.received) {
        const signed = {
          'webhook-id': String(headers['webhook-id']),
          'webhook-timestamp': String(headers['webhook-timestamp']),
          'webhook-signature': String(headers['webhook-signature']),
        };
        expect(new Webhook(SECRET).verify(body, signed)).toMatchObject({
          schema: 'dharma-gov/notification@1',
        });
        expect(() => new Webhook(SECRET).verify(`${body} `, signed)).toThrow(/signature/i);
      }
    } finally {
      await receiver.close();
    }
  }, 120_000);
});

describe('sinks', () => {
  it('are told by severity, several at once, and one that cannot be reached keeps no other waiting', async () => {
    const folder = await makeDamagedRegistry();
    const receiver = new HookReceiver(() => ({ status: 200 }));
    const url = await receiver.open();
    try {
      configureSinks(folder, {
        slack: { kind: 'slack', url, allowPrivate: true },
        guarded: { kind: 'webhook', url },
        unset: { kind: 'webhook', urlEnv: 'NO_SUCH_ADDRESS' },
        log: { kind: 'file', path: 'told.jsonl' },
        calm: { kind: 'file', path: 'calm.jsonl', severities: ['moderate'] },
        program: { kind: 'command', command: ['tee', '-a', 'heard.jsonl'] },
      });
      await runShell('dharma-gov watch --once --job integrity', folder);
      const { exitCode, stdout } = await runShell('dharma-gov watch --once --job deliver', folder);
      expect(stdout).toContain('not reached: guarded, unset');
      expect(exitCode).toBe(6);
      const lines = (file: string) => readFileSync(path.join(folder, file), 'utf8').trim().split('\n');
      expect(lines('told.jsonl')).toHaveLength(4);
      expect(lines('heard.jsonl')).toEqual(lines('told.jsonl'));
      expect(() => lines('calm.jsonl')).toThrow();
      expect(receiver.received).toHaveLength(4);
      expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
        text: expect.stringContaining('1.1.0'),
      });
      const errors = Object.fromEntries(
        (await deliveriesOf(folder)).map(({ sink, lastError }) => [sink, lastError]),
      );
      expect(errors).toMatchObject({
        guarded: '127.0.0.1 is a private address; set allowPrivate for this sink if it is meant',
        unset: 'the variable NO_SUCH_ADDRESS is not set',
      });
      // What has been told is not told again.
      await runShell('dharma-gov watch --once --job deliver', folder);
      expect(lines('told.jsonl')).toHaveLength(4);
    } finally {
      await receiver.close();
    }
  }, 60_000);

  it('are told of alerts that a check in cron opened as well, and of their end after their beginning', async () => {
    const folder = await makeDamagedRegistry();
    configureSinks(folder, { log: { kind: 'file', path: 'told.jsonl' } });
    await runShell(
      `dharma-gov watch --once --job integrity
       dharma-gov watch --once --job deliver
       dharma-gov alerts resolve churn:1 --reason "restored from the build"
       dharma-gov watch --once --job deliver`,
      folder,
    );
    const told = readFileSync(path.join(folder, 'told.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; alert: string | null; message: string });
    expect(
      told.filter(({ alert }) => alert === 'churn:1').map(({ kind, message }) => [kind, message]),
    ).toEqual([
      ['alert-opened', expect.stringContaining('damaged')],
      ['alert-resolved', 'resolved: restored from the build'],
    ]);
  }, 60_000);

  it('lose nothing when the program is killed again and again while it tells', async () => {
    const folder = await makeDamagedRegistry();
    configureSinks(folder, { log: { kind: 'file', path: 'told.jsonl' } });
    await runShell('dharma-gov watch --once --job integrity', folder);
    for (let afterMs = 60; afterMs <= 400; afterMs += 20) {
      const watch = new WatchProcess(folder, ['--once', '--job', 'deliver']);
      await sleep(afterMs);
      await watch.end('SIGKILL');
    }
    // Jobs of the killed end by themselves when they notice.
    await sleep(300);
    const { exitCode, stderr } = await runShell('dharma-gov watch --once --job deliver', folder);
    expect(exitCode, stderr).toBe(0);
    const told = readFileSync(path.join(folder, 'told.jsonl'), 'utf8').trim().split('\n');
    const ids = new Set(told.map((line) => (JSON.parse(line) as { id: string }).id));
    expect(ids.size).toBe(4);
    expect((await deliveriesOf(folder)).map(({ state }) => state)).toEqual(Array(4).fill('delivered'));
  }, 60_000);
});
