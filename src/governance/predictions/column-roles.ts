import type { Config } from '../../config/keys.js';
import { GovError } from '../../core/errors.js';
import { assignColumns, type ColumnAssignment, type Purpose, type Role } from '../../predictions/columns.js';

/** Data that need not be a prediction log: any role may be without a column. */
const ANY_DATA: Purpose = {
  roles: {
    requestId: 'optional',
    timestamp: 'optional',
    prediction: 'optional',
    probability: 'optional',
    latencyMs: 'optional',
    actual: 'optional',
    error: 'optional',
  },
  features: true,
};

/**
 * Which columns of a file are features, and which are something else: as configured, else by their usual names.
 * @throws GovError config when two columns could be the same thing.
 */
export function findRoles(config: Config, names: readonly string[], place: string): ColumnAssignment {
  try {
    return assignColumns(names, configuredColumns(config), ANY_DATA, place);
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    throw new GovError('config', error.message, {
      hint: 'say which one it is under columns in .dharmarc, for example columns.requestId',
      cause: error,
    });
  }
}

/** Columns as given, else as configured. */
export function chosenColumns(
  config: Config,
  given: { readonly [R in Role]?: string | null },
): { readonly [R in Role]?: string | null } {
  const named = Object.entries(given).filter(([, column]) => column !== null && column !== undefined);
  return { ...configuredColumns(config), ...Object.fromEntries(named) };
}

function configuredColumns(config: Config): { readonly [R in Role]?: string | null } {
  return {
    requestId: config['columns.requestId'],
    timestamp: config['columns.timestamp'],
    prediction: config['columns.prediction'],
    probability: config['columns.probability'],
    latencyMs: config['columns.latencyMs'],
    actual: config['columns.actual'],
    error: config['columns.error'],
  };
}
