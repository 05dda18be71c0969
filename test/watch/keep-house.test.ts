import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { removeLeftovers } from '../../src/adapters/leftovers.js';
import { OutboxFolder } from '../../src/adapters/watch/outbox-folder.js';
import { keepHouse } from '../../src/governance/watch/keep-house.js';
import type { Delivery } from '../../src/notifications/delivery.js';
import { makeRegistry } from '../predictions/example-registry.js';

const outboxFolder = mkdtempSync(join(tmpdir(), 'dharma-outbox-'));
afterAll(() => rmSync(outboxFolder, { recursive: true, force: true }));

const NOW = Date.now();
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

function delivery(name: string, settledAt: string | null): Delivery {
  return {
    id: name,
    sink: 'log',
    notification: {
      id: name,
      kind: 'alert-opened',
      at: daysAgo(90),
      severity: 'severe',
      registry: 'r',
      place: 'models',
      model: 'm',
      version: '1.0.0',
      title: 'm@1.0.0: drift',
      message: 'drift',
      rule: 'drift',
      subject: null,
      observed: 1,
      limit: 0.1,
      alert: 'm:1',
      alertOpenedAt: daysAgo(90),
      from: null,
      to: null,
    },
    state: settledAt === null ? 'pending' : 'delivered',
    createdAt: daysAgo(90),
    attempts: 1,
    nextAt: settledAt === null ? daysAgo(1) : null,
    lastError: null,
    settledAt,
  };
}

it('removes what stopped commands left and old deliveries, and nothing that a person or a running command put there', async () => {
  const { folder, governance, ingest, file, log } = await makeRegistry();
  await ingest(file('a.csv', 'request_id,timestamp,prediction\na,1997-02-14,UP\n'));
  const [batch] = (await log()).predictions;
  const outbox = new OutboxFolder({ path: outboxFolder, place: 'outbox' });
  for (const [name, settledAt] of [
    ['old', daysAgo(31)],
    ['recent', daysAgo(29)],
    ['never', null],
  ] as const)
    await outbox.add(delivery(name, settledAt));
  const data = join(folder, 'models/.dharma');
  const leave = (name: string, hoursAgo: number) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'x');
    const at = NOW / 1000 - hoursAgo * 3600;
    utimesSync(path, at, at);
    return path;
  };
  const removed = [
    leave('models/.registry.json.77-0123456789abcdef.tmp', 2),
    leave('models/.dharma/watch/outbox/.x.json.77-0123456789abcdef.tmp', 2),
    leave('models/.dharma/predictions/m/data/predictions-1.0.0-0123456789abcdef.parquet', 25),
  ];
  const kept = [
    leave('models/.registry.json.78-0123456789abcdef.tmp', 0.5),
    leave('models/.dharma/predictions/m/data/predictions-1.0.0-fedcba9876543210.parquet', 2),
    leave('models/my-notes.tmp', 1000),
    leave('inbox/m/1.0.0/done/a.csv', 1000),
    leave('inbox/m/1.0.0/failed/b.csv', 1000),
    join(data, 'predictions/m/data', batch?.file ?? ''),
  ];
  const ports = { outbox, sweep: () => removeLeftovers({ path: join(folder, 'models'), place: 'models' }) };
  const options = { autoRollback: true, dryRun: false };

  await keepHouse(governance, ports, { ...options, dryRun: true });
  expect([...removed, ...kept].every((path) => existsSync(path))).toBe(true);
  expect(readdirSync(outboxFolder)).toHaveLength(3);

  const report = await keepHouse(governance, ports, options);
  expect(report).toMatchObject({ outcome: 'ok', message: 'removed 2 temporary files and 1 old delivery' });
  expect(removed.filter((path) => existsSync(path))).toEqual([]);
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
  expect(
    (await outbox.read()).map((entry) => ('problem' in entry ? entry.problem : entry.id)).sort(),
  ).toEqual(['never', 'recent']);
  expect(await keepHouse(governance, ports, options)).toMatchObject({
    outcome: 'idle',
    message: 'nothing to remove',
  });
});
