import type { Gate } from './gate.js';
import { maximum, minimum } from './metric-limit.js';
import { regression, relativeRegression } from './regression.js';

/** Every gate, in the order in which they are shown. */
export const GATES: readonly Gate[] = [minimum, maximum, regression, relativeRegression];
