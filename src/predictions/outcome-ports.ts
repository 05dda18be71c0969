import type { CommitLog, LogSurvey } from '../commit-log/port.js';

/** The log of what was recorded of a model's requests. */
export interface OutcomeLog {
  readonly commits: CommitLog & LogSurvey;
}
