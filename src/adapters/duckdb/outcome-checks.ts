import { GovError } from '../../core/errors.js';
import { type Column, isNumeric } from '../../predictions/column-kind.js';
import { ROLES } from '../../predictions/columns.js';
import { expectedReason, type RowCheck, type StoredColumn } from './prediction-rows.js';
import type { MoreChecks } from './prediction-staging.js';
import { quoteName, quoteText } from './session.js';

const VERSION = ROLES.version.stored;

/** A row must name a version of the model, if any, and its metrics must be finite. */
export function checkOutcomes(versions: readonly string[]): MoreChecks {
  return (columns) =>
    columns.flatMap((column) => {
      if (column.name === VERSION) return [checkVersion(column, versions)];
      return isNumeric(column) ? [checkFinite(column)] : [];
    });
}

function checkVersion({ value }: StoredColumn, versions: readonly string[]): RowCheck {
  const known = versions.map(quoteText).join(', ');
  return {
    column: null,
    fails: `NOT coalesce(${value} IN (${known}), false)`,
    reason: expectedReason('a version of the model', value),
  };
}

function checkFinite({ name, value }: StoredColumn): RowCheck {
  return {
    column: name,
    fails: `NOT coalesce(isfinite(CAST(${value} AS DOUBLE)), true)`,
    reason: expectedReason('a finite number', `CAST(${value} AS VARCHAR)`),
  };
}

/**
 * SQL of type DOUBLE for a metric's value; true and false are 1 and 0. Null for a column without any value.
 * @throws GovError input for a column that holds something else.
 */
export function outcomeValue(column: Column, place: string): string | null {
  if (column.kind === 'empty') return null;
  if (isNumeric(column) || column.kind === 'boolean') return `CAST(${quoteName(column.name)} AS DOUBLE)`;
  const what = column.kind === 'timestamp' ? 'instants' : column.kind === 'text' ? 'text' : 'nested data';
  throw new GovError('input', `${place}: column "${column.name}" holds ${what}, not numbers`, {
    hint: 'name the columns to record: --metric converted --metric revenue',
  });
}
