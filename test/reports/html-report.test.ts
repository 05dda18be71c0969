import { describe, expect, it } from 'vitest';
import type { ChartCard } from '../../src/cli/reports/document.js';
import { drawChart } from '../../src/cli/reports/html-chart.js';
import { renderHtml } from '../../src/cli/reports/html-report.js';
import { distributionCard, exampleDocument, HOSTILE, seriesCard } from './example-document.js';

describe('an HTML report', () => {
  it('says the verdict and what to do before anything else', () => {
    const page = renderHtml(exampleDocument());
    const text = page.slice(page.indexOf('<h1>')).replace(/<style>.*?<\/style>|<[^>]+>/gs, ' ');
    const order = ['Drift of churn@1.0.0', 'fail', '1 of 2 features drifted', 'Retrain', 'What was found'];
    const places = order.map((words) => text.indexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('takes text from data for text, in charts too', () => {
    const card = { ...distributionCard(HOSTILE, [0.5, 0.5], [0.4, 0.6]), finding: HOSTILE, note: HOSTILE };
    const names = { kind: 'distribution', axis: 'values', bars: [bar(HOSTILE), bar('<script>')] } as const;
    const html = renderHtml(
      exampleDocument({
        title: HOSTILE,
        summary: HOSTILE,
        tests: [{ name: HOSTILE, outcome: 'failed', message: HOSTILE }],
        sections: [
          {
            kind: 'charts',
            title: 'Distributions',
            note: HOSTILE,
            cards: [card, { ...card, charts: [names] }],
          },
          { kind: 'table', title: 'Table', note: HOSTILE, head: [HOSTILE], rows: [[HOSTILE]] },
        ],
      }),
    );
    expect(html).not.toMatch(/<script/i);
    expect(html).toContain('&lt;script&gt;');
    expect(html.match(/<svg/g)).toHaveLength(2);
  });

  it('needs nothing beside it', () => {
    const html = renderHtml(exampleDocument());
    expect(html).not.toMatch(/<(script|link|img|iframe|object)\b|\bsrc=|@import|url\(/);
    expect(html.match(/href="[^#"][^"]*"/g)).toBeNull();
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  it('is the same bytes for the same check', () => {
    expect(renderHtml(exampleDocument())).toBe(renderHtml(exampleDocument()));
  });

  it('stays small enough to mail with 28 columns of 12 bins and a year of weekly checks', () => {
    const shares = new Array<number>(12).fill(1 / 12);
    const columns = Array.from({ length: 28 }, (_, index) =>
      distributionCard(`column ${index}`, shares, shares),
    );
    const scores = Array.from({ length: 52 }, (_, week) => Math.sqrt(week) / 10);
    const weeks = columns.map(({ title }) => seriesCard(title, scores));
    const html = renderHtml(
      exampleDocument({
        sections: [
          { kind: 'charts', title: 'Distributions', note: '', cards: columns },
          { kind: 'charts', title: 'Over time', note: '', cards: weeks },
        ],
      }),
    );
    expect(html.match(/<svg/g)).toHaveLength(56);
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
  });
});

describe('charts', () => {
  const draw = ({ charts }: Pick<ChartCard, 'charts'>) =>
    charts.map((chart) => drawChart(chart, 'age').source).join('');
  const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map(([, text]) => text);

  it('say in words what they show', () => {
    expect(draw(distributionCard('age', [0.1, 0.4, 0.5], [0.6, 0.4, 0]))).toContain(
      'role="img" aria-label="age: reference and current data in 3 bins; the largest change is in bin 0, from 10 % to 60 % of rows"',
    );
    expect(draw(seriesCard('age'))).toContain(
      'aria-label="age: 3 values, from 0.05 PSI at 2026-01-01 00:00:00Z to 0.4 PSI at 2026-01-22 00:00:00Z; 1 of them an alarm"',
    );
  });

  it('draw bars whose heights are the shares, the current data within the reference', () => {
    const svg = draw(distributionCard('age', [0.5, 0.5], [0.25, 0.75]));
    const bars = [...svg.matchAll(/<rect height="([\d.]+)" width="([\d.]+)"/g)].map(([, ...size]) =>
      size.map(Number),
    );
    const [unit = 0] = bars[0] ?? [];
    expect(bars.map(([height = 0]) => Number((height / unit).toFixed(2)))).toEqual([1, 1, 0.5, 1.5]);
    expect(bars[2]?.[1]).toBeLessThan(bars[0]?.[1] ?? 0);
  });

  it('label bins of numbers by their edges, with as few digits as tell them apart', () => {
    const bars = [
      { ...bar('<= 0.1234'), high: 0.1234 },
      { ...bar('0.1234 to 0.1247'), low: 0.1234, high: 0.1247 },
      { ...bar('> 0.1247'), low: 0.1247 },
      bar('(missing)'),
    ];
    const shown = texts(draw({ charts: [{ kind: 'distribution', axis: 'ranges', bars }] }));
    expect(shown).toContain('0.123');
    expect(shown).toContain('0.125');
    expect(shown).toContain('(missing)');
  });

  it('leave the figures in labels as they are, and say a bin of one value once, in its middle', () => {
    const bars = [
      { ...bar('<= 0.123456'), high: 0.123456 },
      { ...bar('0.123456'), low: 0.123456, high: 0.123456 },
      { ...bar('> 0.123456'), low: 0.123456 },
    ];
    const named = [bar('0.123456'), bar('> 0.123456')];
    expect(texts(draw({ charts: [{ kind: 'distribution', axis: 'values', bars: named }] }))).toContain(
      '0.123456',
    );
    const edges = draw({ charts: [{ kind: 'distribution', axis: 'ranges', bars }] });
    const [, middle] = /translate\(([\d.]+),[\d.]+\)" y="0.71em">0.12</.exec(edges) ?? [];
    // Between the margins of 40 and 12 of 340 pixels.
    expect(Number(middle)).toBeCloseTo(40 + 288 / 2, 1);
  });

  it('show the largest of many categories, and the rest together', () => {
    const bars = Array.from({ length: 40 }, (_, index) =>
      bar(`category number ${index}`, index === 39 ? 0.6 : 0.01),
    );
    const shown = texts(draw({ charts: [{ kind: 'distribution', axis: 'values', bars }] }));
    expect(shown).toContain('category number 39');
    expect(shown).toContain('(19 more)');
    expect(shown.filter((text) => text?.startsWith('category'))).toHaveLength(21);
  });

  it('of one check, of none that could be computed, and of one value throughout are drawn as well', () => {
    const [chart] = seriesCard('age').charts;
    const points = chart?.kind === 'series' ? chart.points : [];
    for (const some of [
      points.slice(0, 1),
      points.slice(1, 2),
      [],
      points.map((point) => ({ ...point, value: 1 })),
    ]) {
      const svg = draw({ charts: [{ kind: 'series', unit: '', points: some, levels: [] }] });
      expect(svg).toMatch(/^<svg /);
      expect(svg).not.toContain('NaN');
    }
  });
});

function bar(label: string, share = 0.5) {
  return { label, low: null, high: null, reference: share, current: share };
}
