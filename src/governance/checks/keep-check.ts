import type { NewCheck } from '../../checks/check-record.js';
import { type CheckComparison, compareChecks, isComparable } from '../../checks/compare-checks.js';
import { GovError } from '../../core/errors.js';
import type { Governance } from '../context.js';
import { recordsOf } from './read-checks.js';
import { type RecordedCheck, recordCheck } from './record-check.js';

export interface KeepOptions {
  /** Whether the result is kept, and alerts opened and resolved by it. */
  readonly record: boolean;
  /** Whether it is compared with the recorded check before it. */
  readonly compare: boolean;
}

/** What became of a check's result. `not-recorded` is on request, or because its rows are not in the log. */
export type Recording =
  | ({ readonly kind: 'recorded' } & RecordedCheck)
  | { readonly kind: 'not-recorded' }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly hint: string | null;
      readonly exitCode: number;
    };

/** The part of a check's report that tells of the checks before it and of what is kept of it. */
export interface KeptCheck {
  /** Null unless asked for. */
  readonly comparison: CheckComparison | null;
  readonly recording: Recording;
}

/**
 * Compares a check with the one before it, keeps it, and opens and resolves alerts by it. Never fails: the verdict is
 * known by now and must be told.
 */
export async function keepCheck(
  governance: Governance,
  check: NewCheck,
  { record, compare }: KeepOptions,
): Promise<KeptCheck> {
  // In this order, or it would be compared with itself.
  const comparison = compare ? await compareWithPrevious(governance, check) : null;
  const recording = record ? await tryToRecord(governance, check) : ({ kind: 'not-recorded' } as const);
  return { comparison, recording };
}

async function compareWithPrevious(governance: Governance, check: NewCheck): Promise<CheckComparison | null> {
  try {
    const store = await governance.openCheckStore();
    for await (const earlier of recordsOf(governance, store, check.model)) {
      if (isComparable(earlier, check)) return compareChecks(earlier, check);
    }
    return compareChecks(undefined, check);
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    governance.warn(`not compared with the check before: ${error.message}`);
    return null;
  }
}

async function tryToRecord(governance: Governance, check: NewCheck): Promise<Recording> {
  try {
    return { kind: 'recorded', ...(await recordCheck(governance, check)) };
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    const { message, hint, exitCode } = error;
    return { kind: 'failed', message, hint: hint ?? null, exitCode };
  }
}
