import * as v from 'valibot';
import type { Json } from '../core/json.js';
import { RULE_NAMES } from '../core/rule-result.js';
import { automaticRollback, automationResumed, retrainingRequested } from './automation-events.js';
import { experimentAdvanced, experimentStarted, experimentStopped } from './experiment-events.js';
import { gateWaived, versionReviewed } from './gate-events.js';
import { STATUSES } from './status.js';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const status = v.picklist(STATUSES);

const file = v.strictObject({ path: v.string(), sha256, bytes: count });

/** `sha256` is that of the bytes (file) or of the manifest (directory: `files`, sorted by path). */
const artifact = v.strictObject({
  path: v.string(),
  kind: v.picklist(['file', 'directory']),
  sha256,
  bytes: count,
  files: v.nullable(v.array(file)),
});

const lineage = v.strictObject({
  trainingData: v.nullable(file),
  gitCommit: v.nullable(v.string()),
  gitDirty: v.nullable(v.boolean()),
  parentVersion: v.nullable(v.string()),
  runId: v.nullable(v.string()),
});

/** `id` names the folder under `.dharma/baselines/`; `sha256` is that of its `baseline.json`. */
const baseline = v.strictObject({ id: v.string(), sha256, source: v.string(), rows: count });

const registryCreated = v.strictObject({ type: v.literal('registry-created'), id: v.string() });
const modelCreated = v.strictObject({
  type: v.literal('model-created'),
  model: v.string(),
  modelType: v.string(),
});
const versionRegistered = v.strictObject({
  type: v.literal('version-registered'),
  model: v.string(),
  version: v.string(),
  status,
  artifact,
  config: v.nullable(
    v.record(
      v.string(),
      v.custom<Json>(() => true),
    ),
  ),
  metrics: v.record(v.string(), v.pipe(v.number(), v.finite())),
  lineage,
  tags: v.array(v.string()),
  description: v.nullable(v.string()),
  author: v.string(),
  /** Who answers for it; missing in entries of older builds. */
  owner: v.optional(v.nullable(v.string())),
});
const statusChanged = v.strictObject({
  type: v.literal('status-changed'),
  model: v.string(),
  version: v.string(),
  from: status,
  to: status,
  cause: v.picklist(['request', 'replaced', 'rollback', 'integrity']),
});
const baselineSet = v.strictObject({
  type: v.literal('baseline-set'),
  model: v.string(),
  version: v.string(),
  baseline,
});

const figure = v.nullable(v.pipe(v.number(), v.finite()));

/** `checkId` is that of the check whose rule fired, `windowEnd` where the window that it looked at ended. */
const alertOpened = v.strictObject({
  type: v.literal('alert-opened'),
  model: v.string(),
  version: v.string(),
  id: v.string(),
  rule: v.picklist(RULE_NAMES),
  subject: v.nullable(v.string()),
  severity: v.picklist(['moderate', 'severe']),
  message: v.string(),
  observed: figure,
  limit: figure,
  checkId: v.string(),
  windowEnd: v.pipe(v.string(), v.isoTimestamp()),
});
const alertAcknowledged = v.strictObject({
  type: v.literal('alert-acknowledged'),
  model: v.string(),
  id: v.string(),
});
const alertResolved = v.strictObject({
  type: v.literal('alert-resolved'),
  model: v.string(),
  id: v.string(),
  cause: v.picklist(['request', 'quiet']),
});

export const registryEventSchema = v.variant('type', [
  registryCreated,
  modelCreated,
  versionRegistered,
  statusChanged,
  baselineSet,
  alertOpened,
  alertAcknowledged,
  alertResolved,
  experimentStarted,
  experimentAdvanced,
  experimentStopped,
  versionReviewed,
  gateWaived,
  automaticRollback,
  automationResumed,
  retrainingRequested,
]);

export type RegistryEvent = v.InferOutput<typeof registryEventSchema>;
export type VersionRegistered = v.InferOutput<typeof versionRegistered>;
export type StatusChanged = v.InferOutput<typeof statusChanged>;
export type Artifact = v.InferOutput<typeof artifact>;
export type ArtifactFile = v.InferOutput<typeof file>;
export type Lineage = v.InferOutput<typeof lineage>;
export type BaselineReference = v.InferOutput<typeof baseline>;
export type AlertOpened = v.InferOutput<typeof alertOpened>;
export type AlertResolved = v.InferOutput<typeof alertResolved>;
export type AlertEvent = AlertOpened | AlertResolved | v.InferOutput<typeof alertAcknowledged>;
