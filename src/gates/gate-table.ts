import { abTest } from './ab-test.js';
import { approvals } from './approvals.js';
import { artifactSize } from './artifact-size.js';
import { baseline } from './baseline.js';
import { drift } from './drift.js';
import { format } from './format.js';
import { freeze } from './freeze.js';
import type { Gate } from './gate.js';
import { integrity } from './integrity.js';
import { latency } from './latency.js';
import { metadata } from './metadata.js';
import { maximum, minimum } from './metric-limit.js';
import { modelCard } from './model-card.js';
import { recentData } from './recent-data.js';
import { regression, relativeRegression } from './regression.js';
import { stagingTime } from './staging-time.js';

/** Every gate, in the order in which they are shown. */
export const GATES: readonly Gate[] = [
  integrity,
  minimum,
  maximum,
  regression,
  relativeRegression,
  latency,
  baseline,
  drift,
  recentData,
  abTest,
  artifactSize,
  format,
  metadata,
  modelCard,
  approvals,
  freeze,
  stagingTime,
];
