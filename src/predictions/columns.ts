import { GovError } from '../core/errors.js';

/** What a column can be to us. Any other column is a feature. */
export type Role =
  | 'requestId'
  | 'timestamp'
  | 'prediction'
  | 'probability'
  | 'latencyMs'
  | 'actual'
  | 'error'
  | 'version';

interface RoleRow {
  /** The name under which the prediction log keeps the column. */
  readonly stored: string;
  /** What data scientists call it; compared without case, spaces, `_`, `-` and `.`. */
  readonly names: readonly string[];
  /** The flag that names the column. */
  readonly flag: string;
}

export const ROLES: Readonly<Record<Role, RoleRow>> = {
  requestId: { stored: 'request_id', names: ['request_id', 'id', 'inference_id'], flag: '--request-id' },
  timestamp: { stored: 'timestamp', names: ['timestamp', 'time', 'ts', 'datetime'], flag: '--timestamp' },
  prediction: {
    stored: 'prediction',
    names: ['prediction', 'predicted', 'y_pred', 'predicted_label'],
    flag: '--prediction',
  },
  probability: {
    stored: 'probability',
    names: ['probability', 'proba', 'y_proba', 'score'],
    flag: '--probability',
  },
  latencyMs: { stored: 'latency_ms', names: ['latency_ms', 'latency'], flag: '--latency' },
  actual: {
    stored: 'actual',
    names: ['actual', 'label', 'y_true', 'ground_truth', 'target'],
    flag: '--actual',
  },
  error: { stored: 'error', names: ['error', 'error_message', 'exception'], flag: '--error' },
  // Features are often called "version", so the stored name is another.
  version: {
    stored: 'served_version',
    names: ['version', 'model_version', 'served_version'],
    flag: '--version-column',
  },
};

const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** What a file is read for: the roles looked for, and whether its other columns matter. */
export interface Purpose {
  readonly roles: { readonly [R in Role]?: 'needed' | 'optional' };
  /** A list: of the other columns only these matter, and all must be there. */
  readonly features: boolean | readonly string[];
}

export const PREDICTIONS: Purpose = {
  roles: {
    requestId: 'needed',
    timestamp: 'needed',
    prediction: 'needed',
    probability: 'optional',
    latencyMs: 'optional',
    actual: 'optional',
    error: 'optional',
  },
  features: true,
};

export const LABELS: Purpose = { roles: { requestId: 'needed', actual: 'needed' }, features: false };

/** @param metrics columns to record; null: all that are nothing else */
export function outcomePurpose(metrics: readonly string[] | null): Purpose {
  return {
    roles: { requestId: 'needed', timestamp: 'optional', version: 'optional' },
    features: metrics ?? true,
  };
}

/** Role -> column that plays it in one file. */
export type RoleColumns = { readonly [R in Role]?: string };

export interface ColumnAssignment {
  readonly roles: RoleColumns;
  readonly features: readonly string[];
}

/**
 * Decides which column plays which role.
 * @param names the columns of the file
 * @param given columns named by flag or configuration; null or missing: found by name
 * @param place the file, for messages
 * @throws GovError usage when a needed role has no column, two columns could play one, or a named one is not there.
 */
export function assignColumns(
  names: readonly string[],
  given: { readonly [R in Role]?: string | null },
  purpose: Purpose,
  place: string,
): ColumnAssignment {
  const roles: Partial<Record<Role, string>> = {};
  for (const role of ROLE_NAMES) {
    const wanted = purpose.roles[role];
    if (wanted === undefined) continue;
    const column = findColumn(role, names, given[role] ?? null, wanted === 'needed', place);
    if (column !== undefined) roles[role] = column;
  }
  if (!purpose.features) return { roles, features: [] };
  const features = chooseFeatures(names, roles, purpose, place);
  checkStoredNames(features, roles, purpose, place);
  return { roles, features };
}

function chooseFeatures(
  names: readonly string[],
  roles: RoleColumns,
  { features }: Purpose,
  place: string,
): readonly string[] {
  const taken = new Set(Object.values(roles));
  const others = names.filter((name) => !taken.has(name));
  if (typeof features === 'boolean') return others;
  const unknown = features.find((name) => !others.includes(name));
  if (unknown === undefined) return features;
  throw new GovError('usage', `${place}: has no other column "${unknown}"`, { hint: columnsFound(names) });
}

function findColumn(
  role: Role,
  names: readonly string[],
  given: string | null,
  needed: boolean,
  place: string,
): string | undefined {
  const { flag, names: known } = ROLES[role];
  if (given !== null) {
    if (names.includes(given)) return given;
    // A column named in the configuration may well be absent from one kind of file.
    if (!needed) return undefined;
    throw new GovError('usage', `${place}: has no column "${given}"`, { hint: columnsFound(names) });
  }
  const usual = new Set(known.map(plain));
  const found = names.filter((name) => usual.has(plain(name)));
  if (found.length > 1) {
    throw new GovError(
      'usage',
      `${place}: columns ${found.map(quote).join(' and ')} could both be the ${words(role)}`,
      {
        hint: `name one: ${flag} ${found[0]}`,
      },
    );
  }
  if (found[0] === undefined && needed) {
    throw new GovError('usage', `${place}: no column is known to be the ${words(role)}`, {
      hint: `name it with ${flag} <column>; ${columnsFound(names)}`,
    });
  }
  return found[0];
}

/** A feature may not be called what the log calls a role. */
function checkStoredNames(
  features: readonly string[],
  roles: RoleColumns,
  purpose: Purpose,
  place: string,
): void {
  for (const role of ROLE_NAMES) {
    if (purpose.roles[role] === undefined) continue;
    const clash = features.find((name) => name.toLowerCase() === ROLES[role].stored);
    if (clash === undefined) continue;
    throw new GovError(
      'usage',
      `${place}: column "${clash}" is not the ${words(role)}, which is ${quote(roles[role] ?? '')}`,
      { hint: `rename one of the two columns, or pass ${ROLES[role].flag} ${clash}` },
    );
  }
}

/** `latencyMs` -> `latency ms`. */
function words(role: Role): string {
  return role.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, '');
}

function quote(name: string): string {
  return `"${name}"`;
}

function columnsFound(names: readonly string[]): string {
  const shown = names.slice(0, 30).map(quote).join(', ');
  return `columns found: ${shown}${names.length > 30 ? ` and ${names.length - 30} more` : ''}`;
}
