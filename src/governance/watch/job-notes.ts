import { GovError } from '../../core/errors.js';
import type { Recording } from '../checks/keep-check.js';
import { type JobNote, type JobReport, jobReport } from './job-report.js';
import type { DamagedArtifact } from './look-at-artifacts.js';

/** What a note is about. */
export interface Noted {
  readonly model: string;
  readonly version: string | null;
}

export function jobNote({ model, version }: Noted, level: JobNote['level'], message: string): JobNote {
  return { level, message, model, version };
}

/** What a check that was kept changed about alerts, or why it was not kept. */
export function notesOfRecording(about: Noted, recording: Recording): JobNote[] {
  if (recording.kind === 'not-recorded') return [];
  if (recording.kind === 'failed') return [jobNote(about, 'error', `not recorded: ${recording.message}`)];
  const { opened, resolved } = recording.alerts;
  return [
    ...opened.map(({ id, severity, rule, subject, message }) =>
      jobNote(
        about,
        'warn',
        `alert ${id} opened: ${severity} ${rule}${subject === null ? '' : ` of ${subject}`} (${message})`,
      ),
    ),
    ...resolved.map(({ id }) => jobNote(about, 'info', `alert ${id} resolved: quiet again`)),
  ];
}

export function noteDamage(model: string, { version, what }: DamagedArtifact, dryRun: boolean): JobNote {
  const mark = dryRun ? 'would be marked failed' : 'marked failed';
  return jobNote({ model, version: version.version }, 'error', `artifact damaged (${what}): ${mark}`);
}

/** A report about a check that could not be kept: the job is not done, and is to be tried again. */
export function failUnlessKept(report: JobReport, recordings: readonly Recording[]): JobReport {
  const failed = recordings.find((recording) => recording.kind === 'failed');
  if (failed === undefined) return report;
  const { exitCode, hint } = failed;
  return { ...report, outcome: 'failed', exitCode, hint };
}

/** The report of a job that could not tell. @throws what else went wrong */
export function inconclusiveReport(error: unknown, version: string): JobReport {
  if (!(error instanceof GovError) || error.kind !== 'inconclusive') throw error;
  return jobReport('inconclusive', error.message, { hint: error.hint ?? null, version });
}
