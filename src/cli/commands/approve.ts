import { approveVersion } from '../../governance/gates/review-version.js';
import { reviewCommand } from '../review-command.js';

export const command = reviewCommand(
  [
    'dharma-gov approve churn@staging --actor grace --reason "reviewed the holdout"',
    'dharma-gov approve churn@1.2.0 --to production --actor grace --dry-run',
  ],
  approveVersion,
);
