import type { Config, ConfigKey } from '../config/keys.js';
import { experimentsOf, findVersion, type Model, productionVersion } from '../registry/state.js';
import { parseSchedule, type Schedule } from './schedule.js';
import type { ScheduledUnit } from './tick.js';
import type { JobName } from './unit.js';

const DELIVER: Schedule = { kind: 'every', intervalMs: 60_000 };
const REFRESH: Schedule = { kind: 'every', intervalMs: 300_000 };

/** Jobs of single models, and which models have them. */
const MODEL_JOBS: readonly { job: JobName; wanted: (model: Model, config: Config) => boolean }[] = [
  { job: 'integrity', wanted: hasWatchedFiles },
  { job: 'performance', wanted: isServed },
  { job: 'drift', wanted: isServed },
  { job: 'ab-test', wanted: (model) => experimentsOf(model).some(({ stopped }) => stopped === null) },
  {
    job: 'freshness',
    wanted: (model, config) => Object.hasOwn(config['quality.maxAgeHours'], model.name) && isServed(model),
  },
];

/**
 * Everything that `watch` does with these models from time to time, in the order of the jobs.
 * @throws GovError config for a schedule that is none.
 */
export function scheduleUnits(config: Config, models: readonly Model[]): ScheduledUnit[] {
  const schedules = parseSchedules(config);
  return [
    ...MODEL_JOBS.flatMap(({ job, wanted }) =>
      models
        .filter((model) => wanted(model, config))
        .flatMap(({ name }) => scheduleUnit(job, name, schedules[job])),
    ),
    ...(config['watch.inbox'] === null ? [] : scheduleUnit('inbox', null, schedules.inbox)),
    ...scheduleUnit('housekeeping', null, schedules.housekeeping),
    ...scheduleUnit('deliver', null, DELIVER),
    ...(hasAlertmanager(config) ? scheduleUnit('refresh', null, REFRESH) : []),
  ];
}

function scheduleUnit(
  job: JobName,
  model: string | null,
  schedule: Schedule | null | undefined,
): ScheduledUnit[] {
  return schedule === null || schedule === undefined ? [] : [{ unit: { job, model }, schedule }];
}

/** All of them, so that a mistake shows even where no model has the job yet. */
function parseSchedules(config: Config): Partial<Record<JobName, Schedule | null>> {
  const parse = (key: ConfigKey, text: string) => parseSchedule(text, config['watch.timezone'], key);
  const analysis = `${config.performanceAnalysisIntervalHours}h`;
  return {
    integrity: parse(
      'watch.schedules.integrity',
      config['watch.schedules.integrity'] ?? `${config.healthCheckIntervalMinutes}m`,
    ),
    performance: parse('watch.schedules.performance', config['watch.schedules.performance'] ?? analysis),
    drift: parse('watch.schedules.drift', config['watch.schedules.drift'] ?? analysis),
    'ab-test': parse('watch.schedules.abTest', config['watch.schedules.abTest']),
    inbox: parse('watch.schedules.inbox', config['watch.schedules.inbox']),
    freshness: parse('watch.schedules.freshness', config['watch.schedules.freshness']),
    housekeeping: parse('watch.schedules.housekeeping', config['watch.schedules.housekeeping']),
  };
}

function isServed(model: Model): boolean {
  return productionVersion(model) !== undefined;
}

/** Also of a model whose production version failed: the way back may not have been taken yet. */
function hasWatchedFiles(model: Model): boolean {
  const last = model.promotionTrail.at(-1);
  const isVacant = last !== undefined && findVersion(model, last)?.status === 'failed';
  return isVacant || hasStatus(model, 'production') || hasStatus(model, 'staging');
}

function hasStatus(model: Model, status: string): boolean {
  return Object.values(model.versions).some((version) => version.status === status);
}

function hasAlertmanager(config: Config): boolean {
  return Object.values(config['watch.sinks']).some(({ kind }) => kind === 'alertmanager');
}
