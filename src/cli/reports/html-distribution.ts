import { axisX, axisY, gridX, gridY, type Markish, rectX, rectY, ruleX, ruleY } from '@observablehq/plot';
import { formatShare } from '../../core/share.js';
import { printable } from '../render/text.js';
import type { DistributionBar, DistributionChart } from './document.js';
import type { ChartTable } from './html-chart.js';
import type { Markup } from './markup.js';
import { CHART_WIDTH, drawSvg } from './svg.js';

/** Bars that a chart still has room for: all of a number that has few values. */
const MAX_BARS = 22;
const MAX_LABEL = 22;
/** Of a label in the charts' font size, in pixels. */
const CHARACTER_WIDTH = 6;
const LEFT = 40;
const RIGHT = 12;

/** How much of its place a bar leaves free at either end: the narrow one stands within the wide one. */
const WIDE = 0.06;
const NARROW = 0.3;

/**
 * Both distributions over each other, as shares of rows: the reference in wide bars, the current data in narrow ones
 * within them. Bins of numbers stand side by side, equally wide, with their edges under them: to scale, one outlier would
 * press all others together. Names stand one below the other, where there is room for them.
 */
export function drawDistribution(chart: DistributionChart, title: string): Markup {
  const bars = joinSmallest(chart.bars);
  const description = `${title}: ${describeLargestChange(chart.bars)}`;
  const spaced = bars.map(({ label }) => label.length * CHARACTER_WIDTH + 4);
  const fits = Math.max(...spaced) * bars.length <= CHART_WIDTH - LEFT - RIGHT;
  if (chart.axis === 'ranges') return drawUpright(bars, edgeTicks(bars), description);
  return fits ? drawUpright(bars, labelTicks(bars), description) : drawLying(bars, description);
}

function drawUpright(bars: readonly DistributionBar[], ticks: readonly Tick[], description: string): Markup {
  return drawSvg(
    {
      height: 170,
      marginLeft: LEFT,
      marginRight: RIGHT,
      marginTop: 22,
      marginBottom: 24,
      x: { domain: [0, bars.length], type: 'linear' },
      y: { domain: [0, tallest(bars)], nice: true },
      marks: [
        gridY({ ticks: 4 }),
        axisY({ ticks: 4, label: 'share of rows, %', tickSize: 0 }),
        axisX(
          ticks.map(({ at }) => at),
          { tickFormat: (at: number) => ticks.find((tick) => tick.at === at)?.text ?? '', label: null },
        ),
        ...bothSides((side, inset, className) =>
          rectY(bars, {
            x1: (_: DistributionBar, index: number) => index + inset,
            x2: (_: DistributionBar, index: number) => index + 1 - inset,
            y: percentOf(side),
            className,
          }),
        ),
        ruleY([0]),
      ],
    },
    description,
  );
}

function drawLying(bars: readonly DistributionBar[], description: string): Markup {
  const labels = bars.map(({ label }) => clip(label));
  const longest = Math.max(...labels.map((label) => label.length));
  return drawSvg(
    {
      height: bars.length * (bars.length > 12 ? 15 : 20) + 44,
      marginLeft: longest * CHARACTER_WIDTH + 12,
      marginRight: RIGHT,
      marginTop: 6,
      marginBottom: 34,
      x: { domain: [0, tallest(bars)], nice: true },
      y: { domain: [bars.length, 0], type: 'linear', reverse: false },
      marks: [
        gridX({ ticks: 4 }),
        axisX({
          ticks: 4,
          label: 'share of rows, %',
          labelAnchor: 'center',
          labelArrow: 'none',
          tickSize: 0,
        }),
        axisY(
          bars.map((_, index) => index + 0.5),
          { tickFormat: (at: number) => labels[at - 0.5] ?? '', label: null, tickSize: 0 },
        ),
        ...bothSides((side, inset, className) =>
          rectX(bars, {
            y1: (_: DistributionBar, index: number) => index + inset,
            y2: (_: DistributionBar, index: number) => index + 1 - inset,
            x: percentOf(side),
            className,
          }),
        ),
        ruleX([0]),
      ],
    },
    description,
  );
}

function bothSides(draw: (side: Side, inset: number, className: string) => Markish): Markish[] {
  return [draw('reference', WIDE, 'reference'), draw('current', NARROW, 'current')];
}

type Side = 'reference' | 'current';

function percentOf(side: Side): (bar: DistributionBar) => number {
  return (bar) => bar[side] * 100;
}

function tallest(bars: readonly DistributionBar[]): number {
  return Math.max(...bars.flatMap((bar) => [percentOf('reference')(bar), percentOf('current')(bar)]));
}

interface Tick {
  readonly at: number;
  readonly text: string;
}

/** The edges between bins of numbers, as many as have room, and the names of what is no number. */
function edgeTicks(bars: readonly DistributionBar[]): Tick[] {
  const edges = mergeEdges(bars);
  const texts = formatEdges(edges.map(({ value }) => value));
  const widest = Math.max(0, ...texts.map((text) => text.length)) * CHARACTER_WIDTH + 4;
  const place = (CHART_WIDTH - LEFT - RIGHT) / bars.length;
  const every = Math.max(1, Math.ceil(widest / place));
  const shown = edges.flatMap(({ at }, index) =>
    index % every === 0 ? [{ at, text: texts[index] ?? '' }] : [],
  );
  const pools = labelTicks(bars).filter(
    (_, index) => bars[index]?.low === null && bars[index]?.high === null,
  );
  return [...shown, ...pools];
}

/** Both ends of a bin of one value are that value: it is said once, in the middle. */
function mergeEdges(bars: readonly DistributionBar[]): { readonly at: number; readonly value: number }[] {
  return bars.flatMap(({ low, high }, index) => {
    if (high === null || high === bars[index + 1]?.high) return [];
    return [{ at: low === high ? index + 0.5 : index + 1, value: high }];
  });
}

/** As few digits as tell them apart. */
function formatEdges(edges: readonly number[]): string[] {
  const format = (digits: number) => edges.map((edge) => String(Number(edge.toPrecision(digits))));
  const most = format(6);
  const enough = [2, 3, 4, 5].find((digits) => new Set(format(digits)).size === new Set(most).size);
  return enough === undefined ? most : format(enough);
}

function labelTicks(bars: readonly DistributionBar[]): Tick[] {
  return bars.map(({ label }, index) => ({ at: index + 0.5, text: clip(label) }));
}

function clip(label: string): string {
  const characters = [...printable(label)];
  if (characters.length <= MAX_LABEL) return characters.join('');
  // Long names are often told apart by their ends.
  const half = MAX_LABEL / 2;
  return `${characters.slice(0, half).join('')}…${characters.slice(1 - half).join('')}`;
}

/** The bars with the largest share on either side keep their place; what is left is one bar more. */
function joinSmallest(bars: readonly DistributionBar[]): DistributionBar[] {
  if (bars.length <= MAX_BARS) return [...bars];
  const size = ({ reference, current }: DistributionBar) => Math.max(reference, current);
  const kept = new Set([...bars].sort((a, b) => size(b) - size(a)).slice(0, MAX_BARS - 1));
  const rest = bars.filter((bar) => !kept.has(bar));
  const total = (side: Side) => rest.reduce((sum, bar) => sum + bar[side], 0);
  return [
    ...bars.filter((bar) => kept.has(bar)),
    {
      label: `(${rest.length} more)`,
      low: null,
      high: null,
      reference: total('reference'),
      current: total('current'),
    },
  ];
}

function describeLargestChange(bars: readonly DistributionBar[]): string {
  const change = ({ reference, current }: DistributionBar) => Math.abs(current - reference);
  const [largest] = [...bars].sort((a, b) => change(b) - change(a));
  if (largest === undefined) return 'nothing to show';
  const { label, reference, current } = largest;
  return `reference and current data in ${bars.length} bins; the largest change is in ${label}, from ${formatShare(reference)} to ${formatShare(current)} of rows`;
}

export function tabulateDistribution({ bars }: DistributionChart): ChartTable {
  return {
    head: ['Bin', 'Reference', 'Current'],
    rows: bars.map(({ label, reference, current }) => [label, formatShare(reference), formatShare(current)]),
  };
}
