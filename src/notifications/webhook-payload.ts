import type { Notification } from './notification.js';

const NOTIFICATION_SCHEMA = 'dharma-gov/notification@1';

/** What programs are told: the body of a webhook, a line of a file, the input of a command. */
export function webhookPayload(notification: Notification): object {
  return { schema: NOTIFICATION_SCHEMA, ...notification };
}
