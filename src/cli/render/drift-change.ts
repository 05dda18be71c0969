import { formatShare } from '../../core/share.js';
import type { FeatureResult, SideFigures } from '../../drift/feature-result.js';
import { isDrifted } from '../../drift/feature-result.js';
import { formatCount, plural } from './text.js';

/** What moved, in a few words: the reason, the mean, new values, missing ones. */
export function describeChange(result: FeatureResult): string {
  const { reason, requiredRows } = result;
  const needs = requiredRows === null ? '' : `: needs ${formatCount(requiredRows)}`;
  return [
    reason === null ? '' : `${reason}${needs}`,
    ...describeMean(result),
    ...describeNewValues(result),
    ...describeMissing(result),
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function describeMean(result: FeatureResult): string[] {
  const { reference, current } = result;
  if (!isDrifted(result) || reference.mean === null || current?.mean == null) return [];
  if (result.kind === 'constant') return [`mean now ${formatValue(current.mean)}`];
  return [`mean ${formatValue(reference.mean)} -> ${formatValue(current.mean)}`];
}

/** Named on the screen; all that are listed are in the JSON report. */
const NAMED_VALUES = 3;

function describeNewValues({ newValues }: FeatureResult): string[] {
  if (newValues === null) return [];
  const named = newValues.values.slice(0, NAMED_VALUES).map(({ value }) => `"${value}"`);
  const more = newValues.values.length > named.length ? ', ...' : '';
  return [`new: ${named.join(', ')}${more} (${formatShare(newValues.share)})`];
}

function describeMissing({ reference, current }: FeatureResult): string[] {
  if (current === null) return [];
  const [before, now] = [missingShare(reference), missingShare(current)];
  const odd = [
    current.nan > 0 ? plural(current.nan, 'NaN', 'NaN') : '',
    current.infinite > 0 ? `${formatCount(current.infinite)} infinite` : '',
  ].filter((part) => part !== '');
  const detail = odd.length === 0 ? '' : ` (${odd.join(', ')})`;
  return before === now ? [] : [`missing ${formatShare(before)} -> ${formatShare(now)}${detail}`];
}

function missingShare({ rows, nulls, nan, infinite }: SideFigures): number {
  return rows === 0 ? 0 : (nulls + nan + infinite) / rows;
}

/** Three significant digits. */
export function formatValue(value: number): string {
  return String(Number(value.toPrecision(3)));
}
