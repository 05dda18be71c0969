import type { Alert } from '../../registry/alert.js';

/** `drift`, or `data-quality of age` where a rule is about a part of the data. */
export function nameRule({ rule, subject }: Pick<Alert, 'rule' | 'subject'>): string {
  return subject === null ? rule : `${rule} of ${subject}`;
}
