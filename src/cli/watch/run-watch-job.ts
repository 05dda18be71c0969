import type { JobRequest } from '../../adapters/watch/job-runner.js';
import { createGovernance, type Surroundings } from '../../context.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import type { Governance } from '../../governance/context.js';
import type { JobNote, JobReport } from '../../governance/watch/job-report.js';
import { withResultsInMemory } from '../../replay-context.js';
import { runJob } from '../../watch/run-job.js';
import { createWatchPorts } from '../../watch-context.js';
import type { Io } from '../io.js';

/**
 * Does one job for the process that asks for it over its channel, and reports it there. Ends at once when that process is
 * gone: the next one would do the same job a second time beside it.
 */
export async function runWatchJob(io: Io): Promise<number> {
  if (process.send === undefined) {
    throw new GovError('usage', 'watch-job: started by watch alone', { hint: 'run dharma-gov watch' });
  }
  // Whoever started it decides: a signal to the whole service must not look like a job that failed. What it started in turn
  // hears of it, and whatever does not end is ended by force.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  const request = await new Promise<JobRequest>((resolve) => {
    process.once('message', (message) => resolve(message as JobRequest));
  });
  const report = await work(request, io);
  await new Promise<void>((resolve, reject) => {
    process.send?.(report, (error: Error | null) => (error === null ? resolve() : reject(error)));
  });
  process.removeAllListeners('disconnect');
  process.disconnect?.();
  return EXIT_CODES.ok;
}

async function work(request: JobRequest, io: Io): Promise<JobReport> {
  const { unit, config, options, registryFolder, place, baseFolder, actor } = request;
  const warnings: JobNote[] = [];
  const surroundings = {
    registryFolder,
    place,
    workingFolder: baseFolder,
    env: io.env,
    config,
    actor,
    warn: (message: string) => warnings.push({ level: 'warn', message, model: unit.model, version: null }),
    withProgress: <T>(_label: string, run: (report: () => void) => Promise<T>) => run(() => {}),
  };
  const governance = openGovernance(surroundings, options.dryRun);
  const report = await runJob(governance, createWatchPorts(surroundings), unit, options);
  return { ...report, notes: [...report.notes, ...warnings] };
}

/** For a look, without the cache of the registry, which it would write to. */
function openGovernance(surroundings: Surroundings, dryRun: boolean): Governance {
  const governance = createGovernance(surroundings);
  const { registryFolder: path, place } = surroundings;
  return dryRun ? withResultsInMemory(governance, { path, place }) : governance;
}
