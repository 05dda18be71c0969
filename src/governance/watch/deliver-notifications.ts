import { EXIT_CODES, GovError } from '../../core/errors.js';
import type { Instant } from '../../core/time.js';
import { afterAttempt, dropDelivery, dueDeliveries, newDelivery } from '../../notifications/attempts.js';
import type { Delivery } from '../../notifications/delivery.js';
import type { Notification } from '../../notifications/notification.js';
import { notificationsOf } from '../../notifications/notifications-of.js';
import type { DamagedDelivery, Outbox } from '../../notifications/ports.js';
import { channelOf, sinksFor } from '../../notifications/routing.js';
import { alertsOfLog } from '../../registry/alert-log.js';
import type { Governance } from '../context.js';
import { loadRegistry, readLog } from '../registry/registry-store.js';
import { type JobNote, type JobReport, jobReport } from './job-report.js';
import type { JobOptions, WatchPorts } from './ports.js';

/** In one run, to one sink: a flood is told in several, and no sink waits for the flood of another. */
const MAX_PER_SINK = 100;
const MAX_FAILURES = 5;

/**
 * Puts what the log tells into the outbox, then sends what is due. Killed anywhere, the next run does the rest: what was
 * sent and not marked is sent again, under the same id.
 * @throws GovError integrity when the log is shorter than what was told of it.
 */
export async function deliverNotifications(
  governance: Governance,
  { outbox, transport }: Pick<WatchPorts, 'outbox' | 'transport'>,
  { dryRun }: JobOptions,
): Promise<JobReport> {
  const told = await followLog(governance, outbox);
  const additions = told.notifications.flatMap((notification) =>
    sinksFor(governance.config, notification).map((sink) =>
      newDelivery(notification, sink, governance.now()),
    ),
  );
  if (dryRun) return describeDryRun(await readDeliveries(outbox), additions);
  for (const delivery of additions) await outbox.add(delivery);
  if (told.cursor !== null) await outbox.writeCursor(told.cursor);

  const { deliveries, damaged } = await readDeliveries(outbox);
  const bySink = new Map<string, Delivery[]>();
  for (const delivery of await dropStranded(governance, outbox, deliveries)) {
    bySink.set(delivery.sink, [...(bySink.get(delivery.sink) ?? []), delivery]);
  }
  const runs = await Promise.all(
    [...bySink].map(([sink, queue]) => sendQueue(governance, { outbox, transport }, sink, queue)),
  );
  return describeRuns(runs, damaged);
}

interface Told {
  readonly notifications: readonly Notification[];
  /** Where the cursor goes; null: it stays. */
  readonly cursor: number | null;
}

async function followLog(governance: Governance, outbox: Outbox): Promise<Told> {
  const cursor = await outbox.readCursor();
  const { head } = (await loadRegistry(governance)).state;
  if (cursor === head.generation) return { notifications: [], cursor: null };
  if (cursor !== null && cursor > head.generation) {
    throw new GovError(
      'integrity',
      `people were told of generation ${cursor}, and the log of ${governance.place} ends at ${head.generation}`,
      {
        hint: `run dharma-gov audit verify; after a restore from a backup remove ${outbox.cursorPlace}: the alerts open now are then told again`,
      },
    );
  }
  const entries = await readLog(governance);
  const alerts = new Map(alertsOfLog(entries).map((alert) => [alert.id, alert]));
  const [created] = entries[0]?.events ?? [];
  const registry = created?.type === 'registry-created' ? created.id : '';
  const context = { registry, place: governance.place, alerts };
  const unresolved = [...alerts.values()].filter(({ resolved }) => resolved === null);
  // The first time, what is over is history, and what is not has not been told yet.
  const isNews = ({ kind, alert, model, version }: Notification) =>
    kind !== 'alert-resolved' &&
    unresolved.some((open) =>
      alert === null ? open.model === model && open.version === version : open.id === alert,
    );
  const last = entries.at(-1)?.generation ?? head.generation;
  const notifications = entries
    .filter(({ generation }) => cursor === null || generation > cursor)
    .flatMap((entry) => notificationsOf(entry, context))
    .filter((notification) => cursor !== null || isNews(notification));
  return { notifications, cursor: last };
}

async function readDeliveries(
  outbox: Outbox,
): Promise<{ deliveries: Delivery[]; damaged: DamagedDelivery[] }> {
  const all = await outbox.read();
  return {
    deliveries: all.filter((entry): entry is Delivery => !('problem' in entry)),
    damaged: all.filter((entry): entry is DamagedDelivery => 'problem' in entry),
  };
}

/** @returns the others */
async function dropStranded(
  { config, now }: Governance,
  outbox: Outbox,
  deliveries: readonly Delivery[],
): Promise<Delivery[]> {
  const staying: Delivery[] = [];
  for (const delivery of deliveries.filter(({ state }) => state === 'pending')) {
    if (channelOf(config, delivery.sink) === undefined) await outbox.replace(dropDelivery(delivery, now()));
    else staying.push(delivery);
  }
  return staying;
}

interface SinkRun {
  readonly sink: string;
  readonly delivered: number;
  readonly waiting: number;
  readonly error: string | null;
  readonly givenUp: number;
  /** When this sink is to be tried again; null: nothing waits. */
  readonly nextAt: Instant | null;
}

/** One after the other, until several in a row fail: who cannot be reached now is not asked a hundred times. */
async function sendQueue(
  governance: Governance,
  { outbox, transport }: Pick<WatchPorts, 'outbox' | 'transport'>,
  sink: string,
  pending: readonly Delivery[],
): Promise<SinkRun> {
  const channel = channelOf(governance.config, sink);
  let queue = [...pending];
  let delivered = 0;
  let failedInARow = 0;
  const failed: Delivery[] = [];
  for (let sent = 0; sent < MAX_PER_SINK && failedInARow < MAX_FAILURES; sent++) {
    const [next] = dueDeliveries(queue, governance.now());
    if (next === undefined || channel === undefined) break;
    const result = await transport.send(channel, next.notification);
    const after = afterAttempt(next, result, governance.now(), governance.random());
    await outbox.replace(after);
    queue = queue.map((other) => (other.id === after.id ? after : other));
    if (after.state === 'delivered') delivered++;
    else failed.push(after);
    failedInARow = after.state === 'delivered' ? 0 : failedInARow + 1;
  }
  const waiting = queue.filter(({ state }) => state === 'pending');
  return {
    sink,
    delivered,
    givenUp: failed.filter(({ state }) => state === 'given-up').length,
    waiting: waiting.length,
    error: failed.at(-1)?.lastError ?? null,
    nextAt: earliest(failed.length === 0 ? waiting : failed),
  };
}

function earliest(waiting: readonly Delivery[]): Instant | null {
  return waiting.reduce<Instant | null>(
    (first, { nextAt }) => (nextAt !== null && (first === null || nextAt < first) ? nextAt : first),
    null,
  );
}

function describeRuns(runs: readonly SinkRun[], damaged: readonly DamagedDelivery[]): JobReport {
  const delivered = runs.reduce((sum, run) => sum + run.delivered, 0);
  const waiting = runs.reduce((sum, run) => sum + run.waiting, 0);
  const nextAt = runs.reduce<Instant | null>(
    (first, run) => (run.nextAt !== null && (first === null || run.nextAt < first) ? run.nextAt : first),
    null,
  );
  const notes: JobNote[] = [
    ...runs.flatMap(({ sink, error, givenUp }) =>
      error === null
        ? []
        : [
            note(
              givenUp > 0 ? 'error' : 'warn',
              `${sink}: ${givenUp > 0 ? 'given up' : 'not delivered'}: ${error}`,
            ),
          ],
    ),
    ...damaged.map(({ place, problem }) => note('error', `${place}: ${problem}; it is left as it is`)),
  ];
  const failing = runs.filter(({ error }) => error !== null).map(({ sink }) => sink);
  const message = [`${delivered} delivered`, ...(waiting === 0 ? [] : [`${waiting} waiting`])].join(', ');
  if (failing.length > 0 || damaged.length > 0) {
    const hint = 'dharma-gov alerts deliveries shows what is on its way, and why';
    const where =
      failing.length > 0 ? `; not reached: ${failing.join(', ')}` : '; files of the outbox are damaged';
    return jobReport('failed', message + where, { exitCode: EXIT_CODES.conflict, hint, notes, nextAt });
  }
  return jobReport(delivered + waiting === 0 ? 'idle' : 'ok', message, { notes, nextAt });
}

function note(level: JobNote['level'], message: string): JobNote {
  return { level, message, model: null, version: null };
}

function describeDryRun(
  { deliveries }: { deliveries: readonly Delivery[] },
  additions: readonly Delivery[],
): JobReport {
  const known = new Set(deliveries.map(({ id }) => id));
  const added = additions.filter(({ id }) => !known.has(id));
  const waiting = [...deliveries.filter(({ state }) => state === 'pending'), ...added];
  return jobReport(waiting.length === 0 ? 'idle' : 'ok', `would send ${waiting.length}`, {
    notes: waiting.map(({ sink, notification }) => note('info', `would tell ${sink}: ${notification.title}`)),
  });
}
