import type { Config } from '../../config/keys.js';
import { GovError } from '../../core/errors.js';
import type { ClassMetrics } from '../../performance/confusion.js';
import { contradicts, ESTIMATE_LIMITS } from '../../performance/estimate.js';
import type { RuleLimits } from '../../performance/rule-tests.js';
import { type Address, resolveAddress } from '../../registry/address.js';
import { type KeptCheck, keepCheck } from '../checks/keep-check.js';
import type { Governance } from '../context.js';
import { loadRegistry } from '../registry/registry-store.js';
import { judgePerformance } from './judge-performance.js';
import { openCurrent, type PerformanceVersion } from './open-performance.js';
import { openBaseline, type ReferencePerformance } from './performance-baseline.js';
import type { PerformanceData } from './performance-data.js';
import { describeFindings } from './performance-findings.js';
import { findGrouping, measureGroups } from './performance-groups.js';
import { describePerformanceCheck } from './performance-record.js';
import type { PerformanceEstimate, PerformanceReport, PerformanceRequest } from './performance-report.js';
import { type GroupMeasurement, measureWhole } from './performance-rows.js';
import { findSubject } from './performance-subject.js';

/**
 * Measures how a version did over a window, beside its baseline, judges it by the rules, and keeps what was found.
 * @throws GovError inconclusive without a row or when it cannot tell classes from quantities, usage for a column that
 * cannot make groups, input when the data cannot be read, config for settings that do not fit it.
 */
export async function measurePerformance(
  governance: Governance,
  request: PerformanceRequest,
): Promise<PerformanceReport> {
  const version = await findVersion(governance, request.address);
  const report = await governance.withProgress(`measuring ${version.model}@${version.version}`, () =>
    governance.withPerformanceData((data) => measure(governance, data, request, version)),
  );
  const { record, compare } = request.keep;
  const kept = await keepCheck(governance, describePerformanceCheck(report), {
    record: record && request.window.kind === 'log',
    compare,
  });
  return { ...report, ...kept };
}

interface TypedVersion extends PerformanceVersion {
  readonly modelType: string;
}

async function findVersion(governance: Governance, address: Address): Promise<TypedVersion> {
  const { state } = await loadRegistry(governance);
  const { model, version } = resolveAddress(state, address);
  const { baseline: key } = version;
  return {
    model: model.name,
    modelType: model.type,
    version: version.version,
    baseline: key && { key, content: await governance.baselines.read(key) },
  };
}

type Unkept = Omit<PerformanceReport, keyof KeptCheck>;

async function measure(
  governance: Governance,
  data: PerformanceData,
  { window, by }: PerformanceRequest,
  version: TypedVersion,
): Promise<Unkept> {
  const limits = limitsOf(governance.config);
  const { table, columns, emptyHint } = await openCurrent(governance, data, window, version);
  const grouping = by && (await findGrouping(table, columns, by));
  const rows = table.measure(columns, grouping);
  const baseline = await openBaseline(data, version);
  const subject = await findSubject(governance.config, {
    model: version.model,
    registeredType: version.modelType,
    current: rows,
    reference: baseline.rows,
  });
  const reference = await baseline.measure(subject);
  const slowest = reference.measurement?.metrics.latencyP95Ms?.value ?? Number.POSITIVE_INFINITY;
  const options = {
    subject: {
      ...subject,
      hasErrorColumn: columns.error !== null,
      hasTimestamps: columns.timestamp !== null,
    },
    calibration: reference.calibration,
    latencyLimitMs: limits.latencyFactor * slowest,
  };
  const whole = await measureWhole(rows, options);
  if (whole.measurement.rows === 0) {
    throw new GovError('inconclusive', `${table.place}: no rows to measure`, { hint: emptyHint });
  }
  const groups = grouping === null ? [] : await measureGroups(rows, options, grouping);
  const segments =
    grouping?.kind !== 'column'
      ? null
      : {
          column: grouping.column,
          groups,
          baselines: await baseline.measureSegments(subject, grouping.column, grouping.values),
        };
  const { model, baseline: known } = version;
  return {
    model,
    version: version.version,
    window: window.kind === 'log' ? window : { kind: 'files', inputs: window.inputs },
    task: subject.task,
    positiveClass: subject.positiveClass,
    assumptions: subject.assumptions,
    findings: [
      ...subject.findings,
      ...describeFindings(whole.measurement, reference),
      ...describeContradiction(whole),
    ],
    current: whole.measurement,
    baseline: {
      source: known?.key.source ?? null,
      measurement: reference.measurement,
      reason: reference.reason,
    },
    estimate: estimateOf(whole.estimated, reference),
    by,
    groups: groups.map(({ slowRows: _, ...group }) => group),
    limits,
    ...judgePerformance(whole, segments, reference, limits),
  };
}

function estimateOf(
  metrics: ClassMetrics | null,
  { calibrationRows, calibrationReason }: ReferencePerformance,
): PerformanceEstimate {
  if (metrics === null) {
    const reason = calibrationReason ?? 'no row has a prediction and a probability';
    return { metrics, calibrationRows, reason, limits: [] };
  }
  return { metrics, calibrationRows, reason: null, limits: ESTIMATE_LIMITS };
}

function describeContradiction({ measurement, estimated }: GroupMeasurement): string[] {
  const realised = measurement.metrics.accuracy;
  // Where only some rows are labelled, the two are of different rows.
  if (estimated === null || realised === undefined || measurement.coverage !== 1) return [];
  if (!contradicts(realised, estimated.accuracy)) return [];
  const [was, would] = [realised.value, estimated.accuracy.value].map((value) => value?.toFixed(3));
  return [`the estimate does not hold here: an accuracy of ${was} was realised, ${would} estimated`];
}

function limitsOf(config: Config): RuleLimits {
  return {
    accuracyDrop: config.accuracyDropThreshold,
    latencyFactor: config.latencyIncreaseFactor,
    errorRate: config.errorRateThreshold,
    minRows: config['performance.minRows'],
  };
}
