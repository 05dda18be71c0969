import { boolean, choiceList, type Key, number, numberMap, text } from './key.js';

/** What a version may be asked to say of itself. */
export const METADATA_FIELDS = ['description', 'owner', 'training-data', 'git-commit'] as const;

/** Formats of model files that are told apart by their bytes. */
export const ARTIFACT_FORMATS = ['safetensors', 'onnx', 'gguf', 'pickle'] as const;

/**
 * The settings of the gates, once: each of them stands under `gates.staging`, under `gates.production`, and under
 * `gates.models.<model>` for what is different there. By its default no gate asks for anything.
 */
export const GATE_KEYS = {
  minimum: numberMap('metric value', 'a version below one of these is denied'),
  maximum: numberMap('metric value', 'a version above one of these is denied'),
  maxRegression: numberMap(
    'metric value',
    'how much worse than that of the production version a metric may be',
  ),
  maxRelativeRegression: numberMap(
    'share',
    'the same as a share of the value of the production version: 0.02 is 2 %',
  ),
  maxLatencyP95Ms: number(
    null as number | null,
    'milliseconds',
    '95th percentile of latency, as last measured by performance, up to which a version is let through',
    { minimum: 0 },
  ),
  requireBaseline: boolean(false, 'whether a version needs a baseline to measure drift against'),
  maxDriftCheckAgeDays: number(
    null as number | null,
    'days',
    'a version needs a recorded drift check that did not fail and is not older than this',
    { minimum: 0 },
  ),
  minPredictions: number(
    0,
    'predictions',
    'predictions of the version that the log needs from the last predictionWindowDays',
    { minimum: 0, integer: true },
  ),
  predictionWindowDays: number(7, 'days', 'how far back minPredictions counts', {
    minimum: 0,
    maximum: 3650,
  }),
  requireAbTest: boolean(
    false,
    'whether a version needs a test against the production version that ended in its favour',
  ),
  maxArtifactMb: number(
    null as number | null,
    'megabytes',
    'size of the model files up to which a version is let through',
    {
      minimum: 0,
    },
  ),
  allowedFormats: choiceList<string>(
    ARTIFACT_FORMATS,
    'formats that model files may have, told by their bytes; pickle runs code when it is loaded, and warns; unset: any',
  ),
  requiredMetadata: choiceList<string>(
    METADATA_FIELDS,
    'what has to be known of a version; git-commit: and without local changes',
  ),
  modelCard: text(
    null,
    'file that describes the model, MODEL_CARD.md for example: within the folder of model files or beside the file',
  ),
  approvals: number(
    0,
    'people',
    'different people, none of them the author, who have to approve the version',
    {
      minimum: 0,
      integer: true,
    },
  ),
  approverRole: text(null, 'role of gates.roles that those who approve need; unset: anybody'),
  freeze: {
    type: { kind: 'freeze-windows' },
    default: [],
    unit: null,
    meaning:
      'when nothing is promoted: "Fri 16:00 - Mon 08:00 Europe/Berlin" every week, "2026-12-20 - 2027-01-03" once; UTC without a zone',
  } as Key<readonly string[]>,
  minStagingHours: number(0, 'hours', 'how long a version has to have been in staging', { minimum: 0 }),
  waivable: {
    type: { kind: 'gate-names' },
    default: [],
    unit: null,
    meaning: 'gates that promote --waive may waive, by name: minimum, or minimum/accuracy',
  } as Key<readonly string[]>,
} as const;

export type GateKey = keyof typeof GATE_KEYS;

export const GATE_KEY_NAMES = Object.keys(GATE_KEYS) as GateKey[];

/** The settings of all gates for one model and one target status. */
export type GateSettings = { readonly [K in GateKey]: (typeof GATE_KEYS)[K]['default'] };

/** Where gates stand: only the way to these is gated. */
export const GATED_STATUSES = ['staging', 'production'] as const;
export type GatedStatus = (typeof GATED_STATUSES)[number];

/** What is different for single models. */
export type GatesByModel = Readonly<Record<string, { readonly [S in GatedStatus]?: Partial<GateSettings> }>>;

type GateConfigKeys = {
  readonly [K in GateKey as `gates.${GatedStatus}.${K}`]: (typeof GATE_KEYS)[K];
};

/** The keys as they stand in the configuration. */
export const GATE_CONFIG_KEYS = Object.fromEntries(
  GATED_STATUSES.flatMap((status) => GATE_KEY_NAMES.map((key) => [`gates.${status}.${key}`, GATE_KEYS[key]])),
) as GateConfigKeys;
