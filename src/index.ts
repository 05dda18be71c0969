/**
 * dharma-gov as a library: the operations of the command line as functions. Open a registry with `openGovernance`
 * and hand it to any of them.
 */
import path from 'node:path';
import { findConfig } from './adapters/config-file.js';
import { sha256 } from './adapters/sha256.js';
import type { Config } from './config/keys.js';
import { resolveConfig } from './config/resolve-config.js';
import { createGovernance } from './context.js';
import { type RoutingPlan, routeUnit } from './experiments/routing.js';
import type { Governance } from './governance/context.js';

export interface OpenOptions {
  /** Where `.dharmarc` is looked for, upwards; default: the working directory. */
  readonly folder?: string;
  /** Settings that win over `.dharmarc` and environment. A relative `registryPath` starts from `folder`. */
  readonly settings?: Partial<Config>;
  /** Who is at work; default: found as on the command line. */
  readonly actor?: string;
  readonly onWarning?: (message: string) => void;
}

/**
 * Opens the registry that the command line would use in `folder`. Nothing is read but the configuration.
 * @throws GovError config for a bad `.dharmarc` or `DHARMA_*` variable.
 */
export async function openGovernance(options: OpenOptions = {}): Promise<Governance> {
  const folder = path.resolve(options.folder ?? '.');
  const { document, baseFolder } = await findConfig(folder, undefined);
  const { config, origins } = resolveConfig(document, process.env, options.settings ?? {});
  const registryFolder = path.resolve(
    origins.registryPath === 'flag' ? folder : baseFolder,
    config.registryPath,
  );
  return createGovernance({
    registryFolder,
    place: registryFolder,
    workingFolder: folder,
    env: process.env,
    config,
    actor: options.actor,
    warn: options.onWarning ?? (() => {}),
    withProgress: (_label, work) => work(() => {}),
  });
}

/**
 * The version that a unit gets by a plan of `readRouting`, or of `ab-test export`. Always the same one while the plan stays.
 * @param unitId a user, session or request
 */
export function route(plan: RoutingPlan, unitId: string): string {
  return routeUnit(plan, unitId, sha256);
}

export type { CheckRecord, CheckValue, NewCheck } from './checks/check-record.js';
export type { CheckComparison } from './checks/compare-checks.js';
export type { Config } from './config/keys.js';
export { type ErrorKind, EXIT_CODES, GovError } from './core/errors.js';
export type { Verdict } from './core/verdict.js';
export type { SegmentDrift, SegmentSize } from './drift/evaluate-segments.js';
export type { RoutingPlan } from './experiments/routing.js';
export { parseTestAddress, type TestAddress } from './experiments/test-address.js';
export {
  type AlertReport,
  type AlertRequest,
  acknowledgeAlert,
  type ListedAlert,
  listAlerts,
  resolveAlert,
} from './governance/checks/manage-alerts.js';
export { type CheckHistory, readChecks } from './governance/checks/read-checks.js';
export { type RecordedCheck, recordCheck } from './governance/checks/record-check.js';
export type { Governance } from './governance/context.js';
export { checkDrift, type DriftReport, type DriftRequest } from './governance/drift/check-drift.js';
export type { SegmentReport } from './governance/drift/check-segments.js';
export {
  type BaselineReport,
  type SetBaselineOptions,
  setBaseline,
} from './governance/drift/set-baseline.js';
export {
  type AdvanceReport,
  type AdvanceRequest,
  advanceExperiment,
} from './governance/experiments/advance-experiment.js';
export { type ExperimentReport, evaluateExperiment } from './governance/experiments/evaluate-experiment.js';
export { type ListedExperiment, listExperiments } from './governance/experiments/list-experiments.js';
export { readRouting, type TestRouting } from './governance/experiments/route-units.js';
export {
  type StartReport,
  type StartRequest,
  startExperiment,
} from './governance/experiments/start-experiment.js';
export {
  type StopReport,
  type StopRequest,
  stopExperiment,
} from './governance/experiments/stop-experiment.js';
export {
  applyPromotion,
  type PlannedPromotion,
  preparePromotion,
} from './governance/gates/apply-promotion.js';
export type { ApprovalStatus } from './governance/gates/approval-status.js';
export type { ListedWaiver } from './governance/gates/list-waivers.js';
export type { PromotionPlan } from './governance/gates/promotion-plan.js';
export type { WaiverRequest } from './governance/gates/request-waivers.js';
export {
  approveVersion,
  type ReviewReport,
  type ReviewRequest,
  rejectVersion,
} from './governance/gates/review-version.js';
export { measurePerformance } from './governance/performance/measure-performance.js';
export type { PerformanceReport, PerformanceRequest } from './governance/performance/performance-report.js';
export { type IngestRequest, ingestPredictions } from './governance/predictions/ingest-predictions.js';
export {
  type RecordReport,
  type RecordRequest,
  recordOutcomes,
} from './governance/predictions/record-outcomes.js';
export { auditRegistry } from './governance/registry/audit-registry.js';
export { type InitReport, initRegistry } from './governance/registry/init-registry.js';
export type { PromotionReport } from './governance/registry/plan-promotion.js';
export {
  type PromoteRequest,
  promoteVersion,
} from './governance/registry/promote-version.js';
export {
  findAddressed,
  listModels,
  listVersions,
  type ModelSummary,
  readHistory,
  readProductionAt,
} from './governance/registry/read-registry.js';
export {
  type RegisterOptions,
  type RegisterReport,
  registerVersion,
} from './governance/registry/register-version.js';
export { type RegistryStatus, readStatus } from './governance/registry/registry-status.js';
export { readLog } from './governance/registry/registry-store.js';
export {
  type RollbackReport,
  type RollbackRequest,
  rollbackModel,
} from './governance/registry/rollback-model.js';
export { type VerifyReport, verifyArtifacts } from './governance/registry/verify-artifacts.js';
export type { QualityReport } from './quality/evaluate-quality.js';
export type { QualityFinding, QualityKind } from './quality/finding.js';
export { type Address, parseAddress } from './registry/address.js';
export type { Alert } from './registry/alert.js';
export type { GateWaiver, VersionReview } from './registry/gate-record.js';
export type { Model, RegistryState, Version } from './registry/state.js';
export type { Status } from './registry/status.js';
