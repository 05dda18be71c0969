import { GATE_CONFIG_KEYS, type GatesByModel } from './gate-keys.js';
import {
  boolean,
  type Key,
  number,
  numberMap,
  numberMapByModel,
  text,
  textList,
  textListMap,
  textMap,
} from './key.js';
import { WATCH_CONFIG_KEYS } from './watch-keys.js';

const SHARE = { minimum: 0, maximum: 1 };

/**
 * Every setting there is, once: `.dharmarc.example`, `dharma-gov config`, validation and the README are checked
 * against this table.
 */
export const CONFIG_KEYS = {
  registryPath: text('models', 'folder of the registry, relative to the folder of .dharmarc'),
  mlflowTrackingUri: text(
    null,
    'MLflow server that run ids belong to; shown beside a version that has a run id',
  ),

  ...GATE_CONFIG_KEYS,
  'gates.models': {
    type: { kind: 'gates-by-model' },
    default: {},
    unit: null,
    meaning:
      'what is different for single models: model, then staging or production, then settings, each in place of the one above; null: its default',
  } as Key<GatesByModel>,
  'gates.roles': textListMap('who has which role: role, then the actors in it'),
  'gates.lowerIsBetter': textList(
    ['error_rate', 'latency_ms', 'log_loss', 'mae', 'mse', 'rmse'],
    'metrics of which less is better; of all others more is',
  ),

  driftThreshold: number(0.1, 'PSI', 'score from which a feature, or the weighted mean of all, has drifted', {
    minimum: 0,
  }),
  'drift.alpha': number(
    0.05,
    'probability',
    'false discovery rate of the significance tests behind a drift or a finding on data quality',
    SHARE,
  ),
  'drift.featureThresholds': numberMapByModel('PSI', 'thresholds of single features: model, then feature'),
  'drift.importance': numberMapByModel(
    'weight',
    'importance of features: model, then feature; unset: all alike',
  ),

  'alerts.quietChecks': number(
    3,
    'checks',
    'an alert resolves by itself when its rule has been quiet in so many checks in a row',
    { minimum: 1, integer: true },
  ),
  'performance.positiveClass': textMap(
    'class whose probability is given and whose precision and recall are shown: model, then class; unset: told from the data',
  ),
  'performance.task': textMap(
    'classification or regression, where the data does not tell: model, then one of the two',
  ),
  'performance.minRows': number(
    50,
    'rows',
    'rows below which no rule of performance fires: labelled ones, latencies or requests',
    { minimum: 1, integer: true },
  ),
  accuracyDropThreshold: number(
    0.05,
    'accuracy',
    'how far below that of the baseline the accuracy may be before performance fails',
    SHARE,
  ),
  latencyIncreaseFactor: number(
    2,
    'factor',
    'how many times that of the baseline the 95th percentile of latency may be before performance fails',
    { minimum: 1 },
  ),
  errorRateThreshold: number(0.1, 'share', 'share of failed requests from which performance fails', SHARE),
  'quality.maxBadShare': number(
    0.01,
    'share',
    'rows that are missing, out of range, new, repeated, ... beyond what is to be expected, from which on that is a finding',
    SHARE,
  ),
  'quality.maxAgeHours': numberMap(
    'hours',
    'age of the newest prediction from which on a model is stale, by model; a model not named is never',
  ),

  'columns.requestId': text(null, 'column of the request id; unset: found by its usual names'),
  'columns.timestamp': text(null, 'column of the instant; unset: found by its usual names'),
  'columns.prediction': text(null, 'column of the prediction; unset: found by its usual names'),
  'columns.probability': text(null, 'column of the probability; unset: found by its usual names'),
  'columns.latencyMs': text(null, 'column of the latency in milliseconds; unset: found by its usual names'),
  'columns.actual': text(null, 'column of the true label; unset: found by its usual names'),
  'columns.error': text(null, 'column of the error of a failed request; unset: found by its usual names'),
  maxBadRows: number(0, 'rows', 'unreadable rows up to which the rest of a file is still ingested', {
    minimum: 0,
    integer: true,
  }),

  'abTesting.enabled': boolean(true, 'whether tests of versions may be started'),
  'abTesting.defaultTrafficSplit': number(0.1, 'share', 'units that go to the candidate of a test', SHARE),
  'abTesting.defaultDurationHours': number(
    24,
    'hours',
    'how long a test runs before it may end in a winner',
    {
      minimum: 0,
    },
  ),
  'abTesting.alpha': number(
    0.05,
    'probability',
    'that a test between equal versions ever finds a winner or a loser, however often it is looked at',
    { minimum: 1e-9, maximum: 0.5 },
  ),
  'abTesting.minUnits': number(100, 'units', 'that every arm of a test needs before anything is decided', {
    minimum: 1,
    integer: true,
  }),
  autoPromotionEnabled: boolean(true, 'whether a test that ends in a winner promotes it, through the gates'),

  healthCheckIntervalMinutes: number(60, 'minutes', 'how often watch verifies model files', { minimum: 1 }),
  performanceAnalysisIntervalHours: number(2, 'hours', 'how often watch checks performance and drift', {
    minimum: 0.01,
  }),
  ...WATCH_CONFIG_KEYS,
} as const;

export type ConfigKey = keyof typeof CONFIG_KEYS;

/** All settings, resolved: key -> value. */
export type Config = { readonly [K in ConfigKey]: (typeof CONFIG_KEYS)[K]['default'] };

export const CONFIG_KEY_NAMES = Object.keys(CONFIG_KEYS) as ConfigKey[];

/** `gates.production.minimum` -> `DHARMA_GATES_PRODUCTION_MINIMUM`. */
export function environmentNameOf(key: ConfigKey): string {
  return `DHARMA_${key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()}`;
}
