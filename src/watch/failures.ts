import type { JobFailure } from '../governance/watch/tell-job-failures.js';
import type { WatchState } from './tick.js';
import type { JobName } from './unit.js';
import type { UnitState } from './unit-state.js';

/** A disk that was full for a moment is no news. */
const TOLD_AFTER = 3;

/** Whoever cannot be told cannot be told that either. */
const TELLING: readonly JobName[] = ['deliver', 'refresh'];

/** The jobs that have now failed so often that people are to know, and those of them that work again. */
export function changedFailures(before: WatchState, after: WatchState): JobFailure[] {
  return Object.entries(after.units).flatMap(([name, now]) => {
    const earlier = before.units[name];
    if (earlier === undefined || TELLING.includes(now.unit.job)) return [];
    if (now.failures >= TOLD_AFTER && earlier.failures < TOLD_AFTER)
      return describe('job-failed', name, now, now);
    if (now.failures === 0 && earlier.failures >= TOLD_AFTER)
      return describe('job-recovered', name, earlier, now);
    return [];
  });
}

function describe(
  kind: JobFailure['kind'],
  name: string,
  { failures, failingSince }: UnitState,
  { unit, lastFinishedAt, lastReport }: UnitState,
): JobFailure[] {
  if (failingSince === null || lastFinishedAt === null) return [];
  const message = lastReport?.message ?? '';
  return [{ kind, name, model: unit.model, failures, failingSince, at: lastFinishedAt, message }];
}
