import type { CheckRecord } from '../../checks/check-record.js';
import { thresholdOf } from '../../drift/evaluate-columns.js';
import type { DriftOptions } from '../../drift/evaluate-drift.js';

/** Which settings a drift check of the whole version was made with that are not those of now; null when there are none. */
export function findOtherSettings(
  { values, ownWeights }: Pick<CheckRecord, 'values' | 'ownWeights'>,
  options: DriftOptions,
): string | null {
  if (ownWeights === true) return 'an importance of features of its own';
  for (const { name, subject, limit } of values) {
    const expected = subject === null ? options.threshold : thresholdOf(subject, options);
    if (name !== 'score' || limit === null || limit === expected) continue;
    const ofWhat = subject === null ? '' : ` of ${subject}`;
    return `a threshold${ofWhat} of ${limit}, where ${expected} is configured`;
  }
  return null;
}
