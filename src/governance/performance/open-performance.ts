import type { Baseline } from '../../drift/baseline.js';
import { ROLES, type Role, type RoleColumns } from '../../predictions/columns.js';
import type { BaselineReference } from '../../registry/events.js';
import type { Governance } from '../context.js';
import { type DriftWindow, describeLog } from '../drift/current-data.js';
import { findRoles } from '../predictions/column-roles.js';
import { readPredictionLog } from '../predictions/ingest-predictions.js';
import type { MeasuredColumns, PerformanceData, PerformanceTable } from './performance-data.js';

/** A version, and its baseline where it has one. */
export interface PerformanceVersion {
  readonly model: string;
  readonly version: string;
  readonly baseline: { readonly key: BaselineReference; readonly content: Baseline } | null;
}

export interface OpenedTable {
  readonly table: PerformanceTable;
  readonly columns: MeasuredColumns;
  /** What to do when there are no rows. */
  readonly emptyHint: string;
}

/** @throws GovError input when files cannot be read, integrity when the log is damaged. */
export async function openCurrent(
  governance: Governance,
  data: PerformanceData,
  window: DriftWindow,
  { model, version, baseline }: PerformanceVersion,
): Promise<OpenedTable> {
  if (window.kind === 'log') {
    const state = await readPredictionLog(await governance.openPredictionLog(model));
    const table = await data.openWindow(model, state, { version, from: window.from, to: window.to });
    return { table, columns: storedColumns(table), emptyHint: describeLog(state, model, version) };
  }
  const { inputs, stdin, format } = window;
  const rolesOf = (names: readonly string[]) => findRoles(governance.config, names, inputs.join(', ')).roles;
  const textRoles = (baseline?.content.columns ?? []).filter(({ holds }) => holds === 'text');
  const table = await data.openFiles({
    inputs,
    stdin,
    format,
    // Codes such as 007 stay what they were in the reference.
    textColumns: (names) => {
      const roles = rolesOf(names);
      return textRoles.flatMap(({ name, role }) => (role === 'feature' ? name : (roles[role] ?? [])));
    },
  });
  const roles = rolesOf(table.columns.map(({ name }) => name));
  return { table, columns: columnsOf(roles), emptyHint: 'check that the right file was given' };
}

/** The columns of a table that has them by their stored names. */
export function storedColumns({ columns }: PerformanceTable): MeasuredColumns {
  const names = new Set(columns.map(({ name }) => name));
  const roles = Object.keys(ROLES) as Role[];
  return columnsOf(
    Object.fromEntries(
      roles.flatMap((role) => (names.has(ROLES[role].stored) ? [[role, ROLES[role].stored]] : [])),
    ),
  );
}

function columnsOf(roles: RoleColumns): MeasuredColumns {
  const { prediction, actual, probability, latencyMs, error, timestamp } = roles;
  return {
    prediction: prediction ?? null,
    actual: actual ?? null,
    probability: probability ?? null,
    latencyMs: latencyMs ?? null,
    error: error ?? null,
    timestamp: timestamp ?? null,
  };
}
