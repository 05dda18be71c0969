import type { Verdict } from '../../core/verdict.js';
import type { KeptCheck } from '../checks/keep-check.js';
import { failUnlessKept, notesOfRecording } from './job-notes.js';
import { type JobNote, type JobOutcome, type JobReport, jobReport } from './job-report.js';

const OUTCOMES: Readonly<Record<Verdict, JobOutcome>> = {
  pass: 'ok',
  warn: 'ok',
  fail: 'found',
  unknown: 'inconclusive',
};

export interface JudgedCheck extends Pick<KeptCheck, 'recording'> {
  readonly model: string;
  readonly version: string;
  readonly verdict: Verdict;
  readonly summary: string;
}

/** The report of a job that made a check. @param hints what to do about it, where anything is */
export function reportVerdict(
  { model, version, verdict, summary, recording }: JudgedCheck,
  hints: Partial<Record<Verdict, string>>,
  notes: readonly JobNote[],
): JobReport {
  const report = jobReport(OUTCOMES[verdict], summary, {
    hint: hints[verdict] ?? null,
    version,
    notes: [...notesOfRecording({ model, version }, recording), ...notes],
  });
  return failUnlessKept(report, [recording]);
}
