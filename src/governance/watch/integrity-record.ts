import type { NewCheck } from '../../checks/check-record.js';
import type { ArtifactLook } from './look-at-artifacts.js';

/** What is kept of a look at the files of a version; one that could not be read tells nothing. */
export function describeIntegrityCheck(
  model: string,
  look: Exclude<ArtifactLook, { kind: 'unreadable' }>,
): NewCheck {
  const isIntact = look.kind === 'intact';
  const damaged = isIntact ? 0 : look.files;
  const summary = isIntact ? 'all files are the registered ones' : `artifact damaged: ${look.what}`;
  const files = look.version.artifact.files?.length ?? 1;
  return {
    kind: 'integrity',
    model,
    version: look.version.version,
    window: { from: null, to: null },
    segmentColumn: null,
    rows: 0,
    verdict: isIntact ? 'pass' : 'fail',
    summary,
    rules: [
      {
        rule: 'integrity',
        subject: null,
        state: isIntact ? 'quiet' : 'firing',
        observed: damaged,
        limit: 1,
        message: summary,
      },
    ],
    values: [
      {
        name: 'damagedFiles',
        subject: null,
        value: damaged,
        low: null,
        high: null,
        n: files,
        limit: 1,
        status: null,
      },
    ],
  };
}
