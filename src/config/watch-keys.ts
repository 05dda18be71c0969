import { boolean, choiceList, duration, type Key, number, schedule, text } from './key.js';
import type { RetrainingHook, Sinks } from './sink.js';

/** Rules that tell of a version which got worse: they may roll it back. */
export const DEGRADATION_RULES = ['accuracy', 'latency', 'error-rate'] as const;

/** Rules that tell that a model no longer fits its data. */
export const RETRAINING_RULES = ['accuracy', 'error-rate', 'latency', 'drift'] as const;

/** Settings of `watch` that stand under `watch`, and under `watch.models.<model>` for what is different there. */
export const WATCH_MODEL_KEYS = {
  window: duration(
    '7d',
    'predictions that performance and drift are checked on: those of the last so many days',
  ),
  autoRollback: boolean(true, 'whether a version that got worse is rolled back with nobody asked'),
  rollbackRules: choiceList(DEGRADATION_RULES, 'rules by which a version is rolled back', DEGRADATION_RULES),
  rollbackChecks: number(
    3,
    'checks',
    'checks in a row, each with new data, in which a rule has to fire before a version is rolled back',
    { minimum: 1, integer: true },
  ),
  rollbackCooldownHours: number(
    24,
    'hours',
    'after an automatic rollback nothing is rolled back for so long, even after watch resume',
    { minimum: 0 },
  ),
  retrainOn: choiceList(RETRAINING_RULES, 'rules whose alerts ask for retraining, once an episode', [
    'accuracy',
    'drift',
  ]),
} as const;

export type WatchModelKey = keyof typeof WATCH_MODEL_KEYS;

export const WATCH_MODEL_KEY_NAMES = Object.keys(WATCH_MODEL_KEYS) as WatchModelKey[];

/** What applies to one model. */
export type WatchModelSettings = { readonly [K in WatchModelKey]: (typeof WATCH_MODEL_KEYS)[K]['default'] };

export type WatchByModel = Readonly<Record<string, Partial<WatchModelSettings>>>;

type PerModelKeys = { readonly [K in WatchModelKey as `watch.${K}`]: (typeof WATCH_MODEL_KEYS)[K] };

const PER_MODEL_KEYS = Object.fromEntries(
  WATCH_MODEL_KEY_NAMES.map((key) => [`watch.${key}`, WATCH_MODEL_KEYS[key]]),
) as PerModelKeys;

export const WATCH_CONFIG_KEYS = {
  'watch.schedules.integrity': schedule(
    null,
    'files of production and staging versions; unset: every healthCheckIntervalMinutes',
  ),
  'watch.schedules.performance': schedule(
    null,
    'accuracy, latency, errors and their rules; unset: every performanceAnalysisIntervalHours',
  ),
  'watch.schedules.drift': schedule(
    null,
    'drift and data quality; unset: every performanceAnalysisIntervalHours',
  ),
  'watch.schedules.abTest': schedule('1h', 'tests are evaluated, and canaries take their steps'),
  'watch.schedules.inbox': schedule('1m', 'files in watch.inbox are ingested'),
  'watch.schedules.freshness': schedule(
    '30m',
    'age of the newest prediction, where quality.maxAgeHours is set',
  ),
  'watch.schedules.housekeeping': schedule('1d', 'what stopped commands left is removed, old deliveries too'),
  'watch.timezone': text('UTC', 'zone that cron expressions are in, Europe/Berlin for example'),
  'watch.jitterSeconds': number(30, 'seconds', 'up to which a start is put off at random', { minimum: 0 }),
  'watch.jobTimeoutMinutes': number(30, 'minutes', 'after which a job is stopped, and tried again later', {
    minimum: 0.01,
  }),
  ...PER_MODEL_KEYS,
  'watch.models': {
    type: { kind: 'watch-by-model' },
    default: {},
    unit: null,
    meaning:
      'what is different for single models: model, then settings such as autoRollback; null: its default',
  } as Key<WatchByModel>,
  'watch.inbox': text(
    null,
    'folder of which <model>/<version or production>/ and <model>/labels/ are ingested; relative to that of .dharmarc',
  ),
  'watch.sinks': {
    type: { kind: 'sinks' },
    default: {},
    unit: null,
    meaning:
      'where alerts are told, by a name of yours: kind (webhook, slack, alertmanager, command, file), url or urlEnv, severities, ...',
  } as Key<Sinks>,
  'watch.retraining': {
    type: { kind: 'retraining-hook' },
    default: null,
    unit: null,
    meaning:
      'what is run or called when a model asks for retraining: kind (command, webhook), command or url',
  } as Key<RetrainingHook | null>,
  'watch.keepDeliveriesDays': number(30, 'days', 'how long the outbox remembers what was delivered', {
    minimum: 1,
  }),
} as const;
