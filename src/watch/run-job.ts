import { GovError } from '../core/errors.js';
import type { Governance } from '../governance/context.js';
import { checkIntegrity } from '../governance/watch/check-integrity.js';
import { type JobReport, jobReport } from '../governance/watch/job-report.js';
import type { JobOptions, WatchPorts } from '../governance/watch/ports.js';
import { watchDrift } from '../governance/watch/watch-drift.js';
import { watchPerformance } from '../governance/watch/watch-performance.js';
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
  governance: Governance,
  _ports: WatchPorts,
  { job, model }: Unit,
  options: JobOptions,
): Promise<JobReport> {
  if (model !== null) {
    if (job === 'integrity') return checkIntegrity(governance, model, options);
    if (job === 'performance') return watchPerformance(governance, model, options);
    if (job === 'drift') return watchDrift(governance, model, options);
  }
  return jobReport('idle', `${job} is not there yet`);
}
