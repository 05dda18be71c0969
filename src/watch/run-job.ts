import { GovError } from '../core/errors.js';
import type { Governance } from '../governance/context.js';
import { checkIntegrity } from '../governance/watch/check-integrity.js';
import { deliverNotifications } from '../governance/watch/deliver-notifications.js';
import { ingestInbox } from '../governance/watch/ingest-inbox.js';
import { type JobReport, jobReport } from '../governance/watch/job-report.js';
import { keepHouse } from '../governance/watch/keep-house.js';
import type { JobOptions, WatchPorts } from '../governance/watch/ports.js';
import { refreshAlertmanagers } from '../governance/watch/refresh-alertmanagers.js';
import { watchDrift } from '../governance/watch/watch-drift.js';
import { watchExperiments } from '../governance/watch/watch-experiments.js';
import { watchFreshness } from '../governance/watch/watch-freshness.js';
import { watchPerformance } from '../governance/watch/watch-performance.js';
import type { JobName, Unit } from './unit.js';

type ModelJob = (governance: Governance, model: string, options: JobOptions) => Promise<JobReport>;

/** Jobs that are done model by model. */
const MODEL_JOBS: Partial<Record<JobName, ModelJob>> = {
  integrity: checkIntegrity,
  performance: watchPerformance,
  drift: watchDrift,
  'ab-test': watchExperiments,
  freshness: watchFreshness,
};

type RegistryJob = (governance: Governance, ports: WatchPorts, options: JobOptions) => Promise<JobReport>;

/** Jobs of the registry as a whole. */
const REGISTRY_JOBS: Partial<Record<JobName, RegistryJob>> = {
  inbox: (governance, { inbox }, options) =>
    inbox === null
      ? Promise.resolve(jobReport('idle', 'no watch.inbox is configured'))
      : ingestInbox(governance, inbox, options),
  housekeeping: keepHouse,
  deliver: deliverNotifications,
  refresh: refreshAlertmanagers,
};

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
  ports: WatchPorts,
  { job, model }: Unit,
  options: JobOptions,
): Promise<JobReport> {
  const ofModel = MODEL_JOBS[job];
  if (ofModel !== undefined && model !== null) return ofModel(governance, model, options);
  const ofRegistry = REGISTRY_JOBS[job];
  return ofRegistry === undefined
    ? jobReport('idle', `${job} is not there yet`)
    : ofRegistry(governance, ports, options);
}
