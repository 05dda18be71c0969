import { EXIT_CODES } from '../../core/errors.js';
import type { JobReport } from '../../governance/watch/job-report.js';

/** How a single run ends: what could not be done weighs most, then damage, then what was found, then what nobody can tell. */
export function exitCodeOfRun(reports: readonly Pick<JobReport, 'outcome' | 'exitCode'>[]): number {
  const failed = reports.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) return failed.exitCode;
  const codes = reports.map(({ exitCode }) => exitCode);
  const order = [EXIT_CODES.integrity, EXIT_CODES.denied, EXIT_CODES.inconclusive];
  return order.find((code) => codes.includes(code)) ?? EXIT_CODES.ok;
}
