import {
  FIGURE_RULES,
  type FigureName,
  type ModelReplay,
  type ReplayFigure,
  type ReplayPeriod,
} from '../../watch/replay/replay-report.js';
import { paintState } from './performance-groups.js';
import { formatMetric, METRIC_WORDS } from './performance-metrics.js';
import type { Screen } from './screen.js';
import type { Cell } from './table.js';
import { formatFigure } from './text.js';

const ALL = Object.keys(FIGURE_RULES) as FigureName[];

/** Quality and drift, and what else an alert was about. */
export function shownFigures({ periods, alerts }: ModelReplay): FigureName[] {
  const known = new Set(periods.flatMap(({ figures }) => figures.map(({ name }) => name)));
  const main = known.has('mae') ? 'mae' : 'accuracy';
  const isAlerted = (name: FigureName) => alerts.some(({ rule }) => rule === FIGURE_RULES[name]);
  return ALL.filter((name) => name === main || name === 'score' || isAlerted(name));
}

const titleOf = (name: FigureName) => (name === 'score' ? 'DRIFT' : METRIC_WORDS[name].toUpperCase());

const hasLimit = (name: FigureName) => FIGURE_RULES[name] !== null;

/** Each with its limit in one column. */
export function figureTitles(shown: readonly FigureName[]): string[] {
  return shown.map((name) => (hasLimit(name) ? `${titleOf(name)} / LIMIT` : titleOf(name)));
}

/** `0.749–0.801 / 0.776`: of several periods the span. */
export function figureCells(
  screen: Screen,
  shown: readonly FigureName[],
  periods: readonly ReplayPeriod[],
): Cell[] {
  return shown.map((name) => {
    const found = periods.flatMap(({ figures }) => figures.filter((figure) => figure.name === name));
    const spans = [found.map(({ value }) => value), found.map(({ limit }) => limit)].map((values) =>
      describeRange(name, values),
    );
    const text = hasLimit(name) ? spans.join(' / ') : (spans[0] ?? '-');
    const state = (['firing', 'suspect'] as const).find((one) =>
      found.some((figure) => figure.state === one),
    );
    return state === undefined ? text : { text, paint: paintState(screen, state) };
  });
}

function describeRange(name: FigureName, values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '-';
  const [least = '', most = ''] = [Math.min(...known), Math.max(...known)].map((value) =>
    formatValue(name, value),
  );
  // The unit once is enough.
  return least === most ? most : `${least.replace(/ (ms|%)$/, '')}–${most}`;
}

function formatValue(name: FigureName, value: number | null): string {
  return name === 'score' ? formatFigure(value) : formatMetric(name, value);
}

/** For a pipe, all there are: each beside its limit, in columns of their own. */
export function limitedTitles(): string[] {
  return ALL.flatMap((name) =>
    hasLimit(name) ? [titleOf(name), `${titleOf(name)} LIMIT`] : [titleOf(name)],
  );
}

export function limitedCells(figures: readonly ReplayFigure[]): string[] {
  return ALL.flatMap((name) => {
    const found = figures.find((figure) => figure.name === name);
    const value = formatValue(name, found?.value ?? null);
    return hasLimit(name) ? [value, formatValue(name, found?.limit ?? null)] : [value];
  });
}
