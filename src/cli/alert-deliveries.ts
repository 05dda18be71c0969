import { inside } from '../adapters/location.js';
import { OutboxFolder } from '../adapters/watch/outbox-folder.js';
import { EXIT_CODES } from '../core/errors.js';
import { type ListedDeliveries, listDeliveries } from '../governance/watch/list-deliveries.js';
import type { Delivery, DeliveryState } from '../notifications/delivery.js';
import { watchFolder } from '../watch-context.js';
import type { Outcome } from './command.js';
import type { Screen } from './render/screen.js';
import { type Cell, renderTable } from './render/table.js';
import { formatInstant } from './render/text.js';
import type { CliSession } from './session.js';

/** `alerts deliveries`: what was told to whom, and what still is to be. A file that cannot be read is damage: exit 5. */
export async function showDeliveries(
  { governance, registryFolder }: CliSession,
  model: string | null,
  state: DeliveryState | null,
): Promise<Outcome> {
  const folder = watchFolder({ registryFolder, place: governance.place });
  const report = await listDeliveries(governance, new OutboxFolder(inside(folder, 'outbox')), model, state);
  return {
    schema: 'dharma-gov/deliveries@1',
    report,
    exitCode: report.damaged.length === 0 ? EXIT_CODES.ok : EXIT_CODES.integrity,
    render: (screen) => render(screen, report),
  };
}

const HEAD = ['WHEN', 'SINK', 'STATE', 'WHAT', 'ATTEMPTS', 'NEXT', 'LAST ERROR'];

async function render(screen: Screen, { deliveries, damaged }: ListedDeliveries): Promise<string> {
  const broken = damaged.map(({ place, problem }) => screen.red(`${place}: ${problem}; it is not told`));
  if (screen.isTty && deliveries.length === 0) {
    return ['nothing is on its way; dharma-gov watch tells the sinks of watch.sinks', ...broken].join('\n');
  }
  const table = await renderTable(
    screen,
    HEAD,
    deliveries.map((delivery) => renderDelivery(screen, delivery)),
    ['LAST ERROR', 'NEXT', 'ATTEMPTS'],
  );
  return [table, ...broken].join('\n');
}

function renderDelivery(screen: Screen, delivery: Delivery): Cell[] {
  const { sink, state, notification, attempts, nextAt, lastError } = delivery;
  return [
    formatInstant(notification.at),
    sink,
    { text: state, paint: paintOf(screen, delivery) },
    notification.title,
    String(attempts),
    nextAt === null ? '-' : formatInstant(nextAt),
    lastError ?? '-',
  ];
}

function paintOf(screen: Screen, { state, attempts }: Delivery): (text: string) => string {
  if (state === 'delivered') return screen.green;
  if (state === 'given-up') return screen.red;
  return state === 'pending' && attempts > 0 ? screen.yellow : screen.dim;
}
