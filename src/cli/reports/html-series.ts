import { axisX, axisY, dot, gridY, line, ruleX, ruleY, text } from '@observablehq/plot';
import { formatValue } from '../render/drift-change.js';
import { formatInstant } from '../render/text.js';
import type { SeriesChart, SeriesPoint } from './document.js';
import type { ChartTable } from './html-chart.js';
import type { Markup } from './markup.js';
import { drawSvg } from './svg.js';

/** A figure over time: a line, the interval of each value as a bar, levels dashed, an alarm as a cross. */
export function drawSeries(chart: SeriesChart, title: string): Markup {
  const { points, levels, unit } = chart;
  const at = ({ at }: SeriesPoint) => new Date(at);
  const known = points.filter(({ value }) => value !== null);
  return drawSvg(
    {
      height: 180,
      marginLeft: 44,
      marginRight: levels.length > 0 ? 54 : 14,
      marginTop: 22,
      marginBottom: 36,
      x: { type: 'utc' },
      y: { nice: true, zero: false },
      marks: [
        gridY({ ticks: 4 }),
        axisY({ ticks: 4, label: unit === '' ? null : unit, tickSize: 0 }),
        axisX({ ticks: 4, label: null }),
        ruleX(
          known.filter(({ low, high }) => low !== null && high !== null),
          { x: at, y1: 'low', y2: 'high', className: 'interval' },
        ),
        ruleY(levels, { y: 'value', className: 'level' }),
        line(points, { x: at, y: 'value', className: 'trend' }),
        dot(
          known.filter(({ failed }) => !failed),
          { x: at, y: 'value', r: 3, className: 'point' },
        ),
        dot(
          known.filter(({ failed }) => failed),
          { x: at, y: 'value', r: 5, symbol: 'times', className: 'alarm' },
        ),
        text(levels, {
          text: 'label',
          y: 'value',
          frameAnchor: 'right',
          textAnchor: 'start',
          dx: 6,
          className: 'level-label',
        }),
      ],
    },
    `${title}: ${describeSeries(chart)}`,
  );
}

function describeSeries({ points, unit }: SeriesChart): string {
  const known = points.filter(({ value }) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return 'no values';
  const alarms = known.filter(({ failed }) => failed).length;
  return `${known.length} values, from ${describePoint(first, unit)} to ${describePoint(last, unit)}; ${alarms} of them an alarm`;
}

function describePoint({ at, value }: SeriesPoint, unit: string): string {
  return `${value === null ? 'nothing' : formatValue(value)}${unit === '' ? '' : ` ${unit}`} at ${formatInstant(at)}`;
}

export function tabulateSeries({ points, unit }: SeriesChart): ChartTable {
  const format = (value: number | null) => (value === null ? '' : formatValue(value));
  return {
    head: ['When', unit === '' ? 'Value' : `Value, ${unit}`, 'From', 'To', 'Alarm'],
    rows: points.map(({ at, value, low, high, failed }) => [
      formatInstant(at),
      format(value),
      format(low),
      format(high),
      failed ? 'yes' : '',
    ]),
  };
}
