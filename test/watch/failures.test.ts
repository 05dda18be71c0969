import { describe, expect, it } from 'vitest';
import { jobReport } from '../../src/governance/watch/job-report.js';
import { changedFailures } from '../../src/watch/failures.js';
import { every, instant, Ticker } from './scheduling.js';

const full = jobReport('failed', 'the disk is full', { exitCode: 6 });

/** Runs a job once an hour, or when it is due again, and tells what is told after each run. */
function runs(name: string, reports: readonly ReturnType<typeof jobReport>[]) {
  const ticker = new Ticker([every(name, 60)]);
  let now = '09:00';
  return reports.map((report) => {
    ticker.at(now);
    const before = ticker.state;
    ticker.ended(now, [name], report);
    now = ticker.dueAt(name) ?? now;
    return changedFailures(before, ticker.state);
  });
}

describe('people are told', () => {
  const ok = jobReport('ok', 'done');

  it('that a job fails after the third failure in a row, once, and once that it works again', () => {
    const told = runs('drift churn', [full, full, full, full, full, ok, ok]);
    expect(told.map(([failure]) => failure?.kind)).toEqual([
      undefined,
      undefined,
      'job-failed',
      undefined,
      undefined,
      'job-recovered',
      undefined,
    ]);
    const since = { name: 'drift churn', model: 'churn', failingSince: instant('09:00') };
    expect(told[2]).toEqual([
      expect.objectContaining({ ...since, failures: 3, message: 'the disk is full' }),
    ]);
    expect(told[5]).toEqual([expect.objectContaining({ ...since, failures: 5 })]);
  });

  it('nothing of failures that are over soon, and of a new row anew', () => {
    const told = runs('drift churn', [full, full, ok, full, full, ok, full, full, full]);
    expect(told.flat().map(({ kind }) => kind)).toEqual(['job-failed']);
    expect(told[8]).toHaveLength(1);
  });

  it('of what was found as little as of what could not be told: both are no failures', () => {
    const found = jobReport('found', 'drift');
    const unknown = jobReport('inconclusive', 'too few rows');
    expect(runs('drift churn', [found, unknown, found, unknown]).flat()).toEqual([]);
  });

  it.each(['deliver', 'refresh'])(
    'nothing of %s, since whoever cannot be told cannot be told that either',
    (job) => {
      expect(runs(job, [full, full, full, full]).flat()).toEqual([]);
    },
  );
});
