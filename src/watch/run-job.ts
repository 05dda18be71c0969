import { GovError } from '../core/errors.js';
import type { Governance } from '../governance/context.js';
import { type JobReport, jobReport } from '../governance/watch/job-report.js';
import type { JobOptions, WatchPorts } from '../governance/watch/ports.js';
import type { Unit } from './unit.js';

/** Does a job. What went wrong is told by the report; only a bug is thrown. */
export async function runJob(
  governance: Governance,
  ports: WatchPorts,
  unit: Unit,
  options: JobOptions,
): Promise<JobReport> {
  try {
    return await doJob(governance, ports, unit, options);
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    const { kind, message, hint, exitCode } = error;
    return jobReport(kind === 'inconclusive' ? 'inconclusive' : 'failed', message, {
      exitCode,
      hint: hint ?? null,
    });
  }
}

async function doJob(
  _governance: Governance,
  _ports: WatchPorts,
  { job }: Unit,
  _options: JobOptions,
): Promise<JobReport> {
  return jobReport('idle', `${job} is not there yet`);
}
