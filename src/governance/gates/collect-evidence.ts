import { type CheckRecord, windowEndOf } from '../../checks/check-record.js';
import type { GatePolicy } from '../../config/policy.js';
import { GovError } from '../../core/errors.js';
import type { Evidence, Reading } from '../../gates/subject.js';
import type { Model, Version } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { driftOptionsOf } from '../drift/drift-options.js';
import { readPredictionLog } from '../predictions/ingest-predictions.js';
import { findArtifactDifferences } from '../registry/artifact-integrity.js';
import { findNewestCheck } from './newest-check.js';
import { findOtherSettings } from './other-settings.js';

const NOT_ASKED = { missing: 'the policy does not ask for it' };
const AS_CONFIGURED = { threshold: null, importance: null };
const DAY_MS = 86_400_000;

/**
 * Reads what the policy asks for outside the registry's log, and nothing else but the model files, which are always
 * compared with the registered ones. What cannot be read is missing, with the reason.
 * @throws GovError forbidden or unavailable when the system does not let the model files be read.
 */
export async function collectEvidence(
  governance: Governance,
  model: Model,
  version: Version,
  policy: GatePolicy,
): Promise<Evidence> {
  const ask = <T>(isAsked: boolean, read: () => Promise<Reading<T>>): Promise<Reading<T>> =>
    isAsked ? readOrReason(read) : Promise.resolve(NOT_ASKED);
  return {
    integrity: await readIntegrity(governance, model, version),
    formats: await ask(policy.allowedFormats.length > 0, async () => {
      const contents = await governance.openArtifactContents();
      return { value: await contents.formats(version.artifact.path), source: 'bytes of the model files' };
    }),
    modelCard: await ask(policy.modelCard !== null, () =>
      readModelCard(governance, version, policy.modelCard ?? ''),
    ),
    driftCheck: await ask(policy.maxDriftCheckAgeDays !== null, () =>
      readDriftCheck(governance, model, version),
    ),
    latencyP95Ms: await ask(policy.maxLatencyP95Ms !== null, () => readLatency(governance, model, version)),
    recentPredictions: await ask(policy.minPredictions > 0, () =>
      countRecent(governance, model, version, policy.predictionWindowDays),
    ),
  };
}

/** A source that is damaged or closed says nothing, and a gate that needs it must not pass. */
async function readOrReason<T>(read: () => Promise<Reading<T>>): Promise<Reading<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GovError) return { missing: error.message };
    throw error;
  }
}

async function readIntegrity(
  governance: Governance,
  model: Model,
  version: Version,
): Promise<Evidence['integrity']> {
  const differences = await findArtifactDifferences(governance, model, version);
  return {
    value: differences.map(({ path, problem }) => `${path} ${problem}`),
    source: version.artifact.path,
  };
}

async function readModelCard(
  governance: Governance,
  { artifact }: Version,
  name: string,
): Promise<Evidence['modelCard']> {
  const contents = await governance.openArtifactContents();
  const card = await contents.modelCard(artifact.path, name);
  return { value: card ?? null, source: card?.path ?? artifact.path };
}

async function readDriftCheck(
  governance: Governance,
  model: Model,
  version: Version,
): Promise<Evidence['driftCheck']> {
  // Of a check by segment the whole is judged by its segments, too.
  const found = await findNewestCheck(
    governance,
    model,
    version,
    'drift',
    (check) => check.segmentColumn === null,
  );
  if (found.kind !== 'found') return { missing: found.reason };
  const { record } = found;
  const source = sourceOf(record);
  const others = findOtherSettings(record, driftOptionsOf(governance, model.name, AS_CONFIGURED));
  if (others !== null) {
    const command = `dharma-gov drift-check ${model.name}@${version.version}`;
    return {
      missing: `the last one, ${record.id}, was made with ${others}; make one as configured: ${command}`,
    };
  }
  // A check that is made late is not about later requests; one made at an instant yet to come is about none.
  const at = record.at > governance.now() ? record.at : windowEndOf(record);
  return { value: { at, verdict: record.verdict, summary: record.summary }, source };
}

async function readLatency(
  governance: Governance,
  model: Model,
  version: Version,
): Promise<Evidence['latencyP95Ms']> {
  const found = await findNewestCheck(governance, model, version, 'performance');
  if (found.kind !== 'found') {
    const registered = found.kind === 'none' ? registeredLatency(version) : undefined;
    if (registered === undefined) return { missing: found.reason };
    return { value: registered, source: 'registered metrics' };
  }
  const source = sourceOf(found.record);
  const p95 = found.record.values.find(
    ({ name, subject }) => name === 'latencyP95Ms' && subject === null,
  )?.value;
  if (typeof p95 === 'number') return { value: p95, source };
  return { missing: `${source} found no latency: no request in it has one` };
}

/** What was measured before there were requests. */
function registeredLatency({ metrics }: Version): number | undefined {
  return Object.hasOwn(metrics, 'latency_p95_ms') ? metrics.latency_p95_ms : undefined;
}

/** With the end of the window: it tells how old the figures are, whenever the check was made. */
function sourceOf(record: CheckRecord): string {
  return `${record.kind} check ${record.id} of ${record.at}, requests up to ${windowEndOf(record)}`;
}

async function countRecent(
  governance: Governance,
  model: Model,
  { version }: Version,
  windowDays: number,
): Promise<Evidence['recentPredictions']> {
  const to = governance.now();
  const from = new Date(Date.parse(to) - windowDays * DAY_MS).toISOString();
  const log = await governance.openPredictionLog(model.name);
  const value = await log.count(await readPredictionLog(log), { version, from, to });
  return { value, source: `prediction log from ${from} on` };
}
