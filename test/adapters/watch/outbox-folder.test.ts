import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/adapters/sha256.js';
import { OutboxFolder } from '../../../src/adapters/watch/outbox-folder.js';
import { newDelivery } from '../../../src/notifications/attempts.js';
import type { Delivery } from '../../../src/notifications/delivery.js';
import { makeNotification } from '../../notifications/make-notification.js';
import { locate, useTemporaryFolder } from '../temporary-folder.js';

const inFolder = useTemporaryFolder();
const NOW = '2026-03-01T00:00:00.000Z';
const outbox = () => new OutboxFolder(locate(inFolder('outbox'), 'models/.dharma/watch/outbox'));

function makeDelivery(generation: number, event = 0, sink = 'pager'): Delivery {
  return newDelivery(makeNotification({ id: `a1b2:${generation}:${event}` }), sink, NOW);
}

const nameOf = ({ id }: Delivery) => `${sha256(id)}.json`;
const fileOf = (delivery: Delivery) => path.join(inFolder('outbox'), nameOf(delivery));

describe('the outbox', () => {
  it('is empty and without a cursor before the first time', async () => {
    expect(await outbox().read()).toEqual([]);
    expect(await outbox().readCursor()).toBeNull();
  });

  it('gives back what was put in, in the order in which it happened', async () => {
    const deliveries = [
      makeDelivery(2),
      makeDelivery(9),
      makeDelivery(9, 2),
      makeDelivery(9, 10),
      makeDelivery(10),
    ];
    for (const delivery of [...deliveries].reverse()) await outbox().add(delivery);
    await outbox().writeCursor(10);
    expect(await outbox().read()).toEqual(deliveries);
    expect(await outbox().readCursor()).toBe(10);
  });

  it('keeps what became of a delivery that is added again', async () => {
    const delivered: Delivery = {
      ...makeDelivery(1),
      state: 'delivered',
      attempts: 1,
      nextAt: null,
      settledAt: NOW,
    };
    await outbox().add(makeDelivery(1));
    await outbox().replace(delivered);
    await outbox().add(makeDelivery(1));
    expect(await outbox().read()).toEqual([delivered]);
    await outbox().remove(delivered.id);
    await outbox().remove(delivered.id);
    expect(await outbox().read()).toEqual([]);
  });

  it('takes sinks by any name', async () => {
    const names = ['../../etc/passwd', 'a/b', 'x'.repeat(1000), 'ü\n', '(retraining)'];
    for (const sink of names) await outbox().add(makeDelivery(1, 0, sink));
    expect(readdirSync(inFolder('.'))).toEqual(['outbox']);
    expect((await outbox().read()).map((entry) => ('sink' in entry ? entry.sink : null)).sort()).toEqual(
      names.sort(),
    );
  });

  it('names files that it cannot read, leaves them as they are, and gives back the others', async () => {
    const [good, damaged, incomplete, newer, copied, folder] = [1, 2, 3, 4, 5, 6].map((at) =>
      makeDelivery(at),
    );
    if (!good || !damaged || !incomplete || !newer || !copied || !folder) throw new Error('six deliveries');
    for (const delivery of [good, damaged, incomplete, newer]) await outbox().add(delivery);
    writeFileSync(fileOf(damaged), '{"format":1,"id"');
    writeFileSync(fileOf(incomplete), JSON.stringify({ format: 1, ...incomplete, attempts: -1 }));
    writeFileSync(fileOf(newer), JSON.stringify({ format: 2, what: 'ever' }));
    copyFileSync(fileOf(good), fileOf(copied));
    mkdirSync(fileOf(folder));
    writeFileSync(path.join(inFolder('outbox'), 'notes.txt'), 'of a person');
    const before = readFileSync(fileOf(newer), 'utf8');
    const entries = await outbox().read();
    expect(entries[0]).toEqual(good);
    const problems = Object.fromEntries(
      entries
        .slice(1)
        .map((entry) => ('problem' in entry ? [path.basename(entry.place), entry.problem] : [])),
    );
    expect(problems).toEqual({
      [nameOf(damaged)]: 'damaged: not JSON',
      [nameOf(incomplete)]: expect.stringMatching(/^damaged: attempts: /),
      [nameOf(newer)]: 'written in format 2, this program reads 1: install a newer dharma-gov',
      [nameOf(copied)]: 'it is the file of another delivery',
      [nameOf(folder)]: 'cannot read: it is not a regular file',
    });
    expect(readFileSync(fileOf(newer), 'utf8')).toBe(before);
    expect(readdirSync(inFolder('outbox'))).toHaveLength(7);
  });

  it('never takes a damaged cursor for none', async () => {
    await outbox().writeCursor(3);
    writeFileSync(path.join(inFolder('outbox'), 'cursor.json'), '{}');
    await expect(outbox().readCursor()).rejects.toMatchObject({
      kind: 'integrity',
      message: expect.stringContaining('models/.dharma/watch/outbox/cursor.json'),
    });
  });
});
