/** The lifecycle of a version, in the order it is walked. `failed` is where any of them may end. */
export const STATUSES = ['training', 'validation', 'staging', 'production', 'deprecated', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

const ALLOWED: Record<Status, readonly Status[]> = {
  training: ['validation', 'failed'],
  validation: ['staging', 'failed'],
  staging: ['production', 'failed'],
  production: ['deprecated', 'failed'],
  deprecated: [],
  failed: [],
};

/** Where a person may move a version in `status` to. Rollback and failed integrity have rules of their own. */
export function allowedTransitions(status: Status): readonly Status[] {
  return ALLOWED[status];
}

/** Whether a version in `status` still has `to` before it; of one that failed or was retired nothing is. */
export function isAhead(status: Status, to: 'staging' | 'production'): boolean {
  return STATUSES.indexOf(status) < STATUSES.indexOf(to);
}
