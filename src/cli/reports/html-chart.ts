import type { Chart, TableSection } from './document.js';
import { drawDistribution, tabulateDistribution } from './html-distribution.js';
import { drawSeries, tabulateSeries } from './html-series.js';
import type { Markup } from './markup.js';

/** A chart as SVG that takes its colours from the page's style. */
export function drawChart(chart: Chart, title: string): Markup {
  return chart.kind === 'distribution' ? drawDistribution(chart, title) : drawSeries(chart, title);
}

export type ChartTable = Pick<TableSection, 'head' | 'rows'>;

export function tabulateChart(chart: Chart): ChartTable {
  return chart.kind === 'distribution' ? tabulateDistribution(chart) : tabulateSeries(chart);
}
