import type { Instant } from '../../core/time.js';
import { newDelivery } from '../../notifications/attempts.js';
import type { Notification } from '../../notifications/notification.js';
import { NO_FACTS } from '../../notifications/notifications-of.js';
import type { Outbox } from '../../notifications/ports.js';
import { sinksFor } from '../../notifications/routing.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';

/** A job that failed again and again, or works again. */
export interface JobFailure {
  readonly kind: 'job-failed' | 'job-recovered';
  /** `drift churn`. */
  readonly name: string;
  readonly model: string | null;
  readonly failures: number;
  readonly failingSince: Instant;
  readonly at: Instant;
  readonly message: string;
}

/** Puts what people are to know of jobs into the outbox. Safe while a delivery is under way: nothing there is changed. */
export async function tellJobFailures(
  governance: Governance,
  outbox: Outbox,
  failures: readonly JobFailure[],
): Promise<void> {
  if (failures.length === 0) return;
  const { state } = await loadRegistry(governance);
  for (const failure of failures) {
    const notification = describe(failure, state.id ?? '', governance.place);
    for (const sink of sinksFor(governance.config, notification)) {
      await outbox.add(newDelivery(notification, sink, governance.now()));
    }
  }
}

function describe(failure: JobFailure, registry: string, place: string): Notification {
  const { kind, name, model, failures, failingSince, at, message } = failure;
  const episode = `${registry}:job:${name}:${failingSince}`;
  const failed = kind === 'job-failed';
  return {
    ...NO_FACTS,
    id: failed ? episode : `${episode}:recovered`,
    kind,
    at,
    severity: 'severe',
    registry,
    place,
    model,
    title: failed ? `${name}: the job fails` : `${name}: the job works again`,
    message: failed
      ? `failed ${failures} times since ${failingSince}: ${message}`
      : `it had failed since ${failingSince}`,
  };
}
