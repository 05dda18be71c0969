import { planAcknowledgement, planResolution, unresolvedAlerts } from '../../alerts/plan-act.js';
import { requireModel } from '../../registry/address.js';
import { type Alert, type AlertState, stateOfAlert } from '../../registry/alert.js';
import { alertsOfLog } from '../../registry/alert-log.js';
import { foldEntries } from '../../registry/fold.js';
import type { Plan } from '../../registry/plan.js';
import { EMPTY_STATE, type RegistryState } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { sortedModels } from '../registry/read-registry.js';
import { commitPlan, loadRegistry, readLog } from '../registry/registry-store.js';

/** `unresolved`: open and acknowledged. */
export const ALERT_SELECTIONS = ['unresolved', 'open', 'acknowledged', 'resolved', 'all'] as const;
export type AlertSelection = (typeof ALERT_SELECTIONS)[number];

export type ListedAlert = Alert & { readonly state: AlertState };

/**
 * The alerts of a model, or of all when it is null. Resolved ones are found in the log, which takes a reading of all
 * of it.
 * @throws GovError input for an unknown model.
 */
export async function listAlerts(
  governance: Governance,
  model: string | null,
  selection: AlertSelection,
): Promise<ListedAlert[]> {
  const { state, alerts } = await readAlerts(governance, selection);
  if (model !== null) requireModel(state, model);
  return alerts
    .filter((alert) => model === null || alert.model === model)
    .map((alert) => ({ ...alert, state: stateOfAlert(alert) }))
    .filter((alert) => isSelected(alert, selection));
}

async function readAlerts(
  governance: Governance,
  selection: AlertSelection,
): Promise<{ state: RegistryState; alerts: readonly Alert[] }> {
  if (selection === 'resolved' || selection === 'all') {
    const entries = await readLog(governance);
    return { state: foldEntries(EMPTY_STATE, entries), alerts: alertsOfLog(entries) };
  }
  const { state } = await loadRegistry(governance);
  return { state, alerts: sortedModels(state).flatMap(unresolvedAlerts) };
}

function isSelected({ state }: ListedAlert, selection: AlertSelection): boolean {
  if (selection === 'all') return true;
  return selection === 'unresolved' ? state !== 'resolved' : state === selection;
}

export interface AlertRequest {
  readonly id: string;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface AlertReport {
  readonly id: string;
  /** What it is now, or would be. */
  readonly state: Exclude<AlertState, 'open'>;
  readonly plan: Plan;
  readonly changed: boolean;
  /** The commit, null when nothing was committed. */
  readonly generation: number | null;
}

/**
 * Notes that somebody has seen an alert and is at it.
 * @throws GovError input for an unknown id, denied when it is resolved.
 */
export function acknowledgeAlert(governance: Governance, request: AlertRequest): Promise<AlertReport> {
  return changeAlert(governance, request, 'acknowledged', planAcknowledgement);
}

/** Ends an alert. @throws GovError input for an unknown id. */
export function resolveAlert(governance: Governance, request: AlertRequest): Promise<AlertReport> {
  return changeAlert(governance, request, 'resolved', planResolution);
}

async function changeAlert(
  governance: Governance,
  { id, reason, dryRun }: AlertRequest,
  state: AlertReport['state'],
  planOn: (state: RegistryState, id: string) => Plan,
): Promise<AlertReport> {
  const { plan, entry } = await commitPlan(governance, { reason, dryRun }, (registry) =>
    planOn(registry, id),
  );
  return { id, state, plan, changed: entry !== null, generation: entry?.generation ?? null };
}
