import { formatShare } from '../../core/share.js';
import type { BaselineColumn } from '../../drift/baseline.js';
import { missingRows } from '../../drift/scored-bins.js';
import type { VersionBaseline } from '../../governance/drift/read-baseline.js';
import { formatValue } from './drift-change.js';
import type { Screen } from './screen.js';
import { type Cell, renderTable } from './table.js';
import { plural, printable } from './text.js';

/** What drift of a version is measured against, column by column. */
export async function renderBaseline(
  screen: Screen,
  { model, version, key, baseline }: VersionBaseline,
): Promise<string> {
  const table = await renderTable(
    screen,
    ['COLUMN', 'ROLE', 'KIND', 'MISSING', 'MEAN', 'S.D.', 'VALUES'],
    baseline.columns.map((column) => renderColumn(screen, column)),
    ['S.D.', 'MEAN', 'ROLE'],
  );
  if (!screen.isTty) return table;
  return [
    `${screen.bold(`${model}@${version}`)}  baseline of ${plural(baseline.rows, 'row')} of ${printable(key.source)}`,
    '',
    table,
    ...baseline.unscored.map(({ name, reason }) =>
      screen.dim(`not scored: ${printable(name)} (${printable(reason)})`),
    ),
  ].join('\n');
}

function renderColumn(screen: Screen, column: BaselineColumn): Cell[] {
  const { name, role, kind } = column;
  return [{ text: name, paint: screen.bold }, role, kind, ...describeValues(column)];
}

/** How many categories are named. */
const NAMED_CATEGORIES = 3;

/** Share missing, mean, standard deviation and range; or the most frequent categories. */
function describeValues(column: BaselineColumn): string[] {
  if (column.type === 'numbers') {
    const { reference } = column;
    const { rows, mean, sd, min, max } = reference;
    const [low, high] = [formatNullable(min), formatNullable(max)];
    return [
      formatShare(missingRows(reference) / rows),
      formatNullable(mean),
      formatNullable(sd),
      low === high ? low : `${low} to ${high}`,
    ];
  }
  const { categories, reference, complete } = column;
  const named = categories
    .slice(0, NAMED_CATEGORIES)
    .map((category, index) => `${category} ${formatShare((reference.counts[index] ?? 0) / reference.rows)}`);
  const more = categories.length - named.length;
  return [
    formatShare(reference.nulls / reference.rows),
    '',
    '',
    [...named, ...(more > 0 ? [`${more} more${complete ? '' : ', the rest pooled'}`] : [])].join(', '),
  ];
}

function formatNullable(value: number | null): string {
  return value === null ? '' : formatValue(value);
}
