import type { RuleResult } from '../core/rule-result.js';
import type { Alert } from '../registry/alert.js';

/** Drift is severe from a PSI of 0.25 on, with the usual threshold of 0.1. */
const SEVERE_DRIFT_FACTOR = 2.5;

/**
 * How bad it is that a rule fires: answers that are wrong or missing are severe, and so is drift far above its
 * threshold; what only may lead there is moderate, and so is drift of a segment, which only warns.
 */
export function severityOfRule({ rule, subject, observed, limit }: RuleResult): Alert['severity'] {
  switch (rule) {
    case 'accuracy':
    case 'error-rate':
    case 'integrity':
      return 'severe';
    case 'drift':
      return subject === null &&
        observed !== null &&
        limit !== null &&
        observed >= SEVERE_DRIFT_FACTOR * limit
        ? 'severe'
        : 'moderate';
    case 'latency':
    case 'data-quality':
    case 'freshness':
    case 'ab-test':
      return 'moderate';
  }
}
