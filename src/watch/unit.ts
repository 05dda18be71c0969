/** What `watch` does again and again. `deliver` empties the outbox, `refresh` reminds Alertmanagers of open alerts. */
export const JOB_NAMES = [
  'integrity',
  'performance',
  'drift',
  'ab-test',
  'freshness',
  'inbox',
  'housekeeping',
  'deliver',
  'refresh',
] as const;
export type JobName = (typeof JOB_NAMES)[number];

/** A job, of one model where it is about models: what is scheduled, runs, fails and is retried by itself. */
export interface Unit {
  readonly job: JobName;
  /** Null for jobs of the registry as a whole. */
  readonly model: string | null;
}

/** `drift churn`, `inbox`: the key of a unit, and its name on the screen. */
export function unitName({ job, model }: Unit): string {
  return model === null ? job : `${job} ${model}`;
}
