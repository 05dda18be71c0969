import type { Delivery, DeliveryState } from '../../notifications/delivery.js';
import type { DamagedDelivery, Outbox } from '../../notifications/ports.js';
import { requireModel } from '../../registry/address.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';

export interface ListedDeliveries {
  /** Oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Files of the outbox that cannot be read: what is in them may never be told. */
  readonly damaged: readonly DamagedDelivery[];
}

/**
 * What was told to whom, and what still is to be.
 * @param model null for all
 * @param state null for any
 * @throws GovError input for an unknown model.
 */
export async function listDeliveries(
  governance: Governance,
  outbox: Outbox,
  model: string | null,
  state: DeliveryState | null,
): Promise<ListedDeliveries> {
  const loaded = await loadRegistry(governance);
  if (model !== null) requireModel(loaded.state, model);
  const deliveries: Delivery[] = [];
  const damaged: DamagedDelivery[] = [];
  for (const entry of await outbox.read()) {
    if ('problem' in entry) damaged.push(entry);
    else if (isSelected(entry, model, state)) deliveries.push(entry);
  }
  return { deliveries, damaged };
}

function isSelected(
  { notification, state: present }: Delivery,
  model: string | null,
  state: DeliveryState | null,
) {
  return (model === null || notification.model === model) && (state === null || present === state);
}
