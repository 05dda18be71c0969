import type { Measurement } from '../../performance/measurement.js';
import type { ReferencePerformance } from './performance-baseline.js';

/** What was left out of a measurement, and what the baseline cannot be compared in. */
export function describeFindings(
  current: Measurement,
  { measurement, reason, missing, setAgain }: ReferencePerformance,
): string[] {
  return [
    ...describeLeftOut(current, ''),
    ...(measurement === null ? [] : describeLeftOut(measurement, 'baseline: ')),
    ...(reason === null ? [] : [reason]),
    ...(missing.length === 0
      ? []
      : [`the baseline has no ${missing.join(', ')}; if the training data has, set it again: ${setAgain}`]),
  ];
}

function describeLeftOut(
  { failed, badProbabilities, badLatencies, badQuantities }: Measurement,
  of: string,
): string[] {
  const counted = (count: number, one: string, many: string, what: string) =>
    count === 0 ? [] : [`${of}${count} ${count === 1 ? one : many} ${what}`];
  return [
    ...counted(badProbabilities, 'probability', 'probabilities', 'outside 0..1 not used'),
    ...counted(badLatencies, 'latency', 'latencies', 'of 0, less or no number left out'),
    ...counted(
      badQuantities,
      'label or its prediction',
      'labels or their predictions',
      'no finite number: left out',
    ),
    ...counted(failed, 'failed request', 'failed requests', 'in the error rate and the throughput alone'),
  ];
}
