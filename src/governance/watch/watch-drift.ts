import type { Governance } from '../context.js';
import { checkDrift, type DriftReport } from '../drift/check-drift.js';
import { inconclusiveReport } from './job-notes.js';
import { type JobReport, jobReport } from './job-report.js';
import type { JobOptions } from './ports.js';
import { requestRetraining } from './request-retraining.js';
import { reportVerdict } from './verdict-report.js';
import { findProduction, watchedWindow } from './watched-window.js';

/**
 * Compares the last predictions of the version in production with its baseline, as configured, and asks for retraining
 * where an alert calls for it.
 */
export async function watchDrift(
  governance: Governance,
  model: string,
  { dryRun }: JobOptions,
): Promise<JobReport> {
  const production = await findProduction(governance, model);
  if (production === null) return jobReport('idle', `nothing of ${model} is in production`);
  const { version } = production;
  let report: DriftReport;
  try {
    report = await checkDrift(governance, {
      address: { model, selector: { kind: 'version', version } },
      window: watchedWindow(governance, model),
      by: null,
      exact: false,
      threshold: null,
      importance: null,
      keep: { record: !dryRun, compare: false },
    });
  } catch (error) {
    return inconclusiveReport(error, version);
  }
  const notes = await requestRetraining(governance, model, report.rules, dryRun);
  const { window } = report;
  const span = window.kind === 'log' ? ` --from ${window.from} --to ${window.to}` : '';
  const hint = `see dharma-gov drift-check ${model}@${version}${span}`;
  return reportVerdict(report, { fail: hint, unknown: hint }, notes);
}
