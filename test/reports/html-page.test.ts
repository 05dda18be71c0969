import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/cli/reports/html-report.js';
import { Browser, findChromium, type Page } from './browser.js';
import { distributionCard, exampleDocument, HOSTILE, seriesCard } from './example-document.js';

const chromium = findChromium();
if (chromium === undefined)
  process.stderr.write(
    'skipped: HTML reports in a browser need Chromium, which is not installed here (Debian: chromium)\n',
  );

const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-page-'));
const file = path.join(folder, 'report.html');

/** Words without a place to break, and more columns than a phone has room for. */
const LONG = 'feature_with_a_name_without_any_place_to_break_'.repeat(4);

describe.skipIf(chromium === undefined)('an HTML report in a browser', () => {
  let browser: Browser;
  beforeAll(() => {
    const shares = [0.1, 0.2, 0.3, 0.4];
    const wide = Array.from({ length: 12 }, () => LONG.slice(0, 40));
    const document = exampleDocument({
      title: LONG,
      tests: [
        { name: `drift/${LONG}`, outcome: 'failed', message: LONG },
        { name: HOSTILE, outcome: 'error', message: HOSTILE },
      ],
      facts: [{ name: LONG, value: LONG }],
      sections: [
        {
          kind: 'charts',
          title: 'Distributions',
          note: LONG,
          cards: [distributionCard(LONG, shares, shares)],
        },
        { kind: 'charts', title: 'Over time', note: '', cards: [seriesCard(LONG)] },
        { kind: 'table', title: 'Segments', note: '', head: wide, rows: [wide, wide] },
      ],
    });
    writeFileSync(file, renderHtml(document));
    browser = new Browser(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([320, 400, 1280])('fits a screen of %i px without scrolling sideways', async (width) => {
    const page = await browser.open(file, { width, scheme: 'light' });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await page.evaluate("document.querySelectorAll('svg').length")).toBe(2);
  });

  it('asks for nothing but itself, and neither it nor the browser complains', async () => {
    const page = await browser.open(file, { width: 1280, scheme: 'light' });
    await page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))");
    expect(page.requests()).toEqual([`file://${file}`]);
    expect(page.complaints()).toEqual([]);
    expect(await page.evaluate("document.querySelectorAll('script').length")).toBe(0);
  });

  it.each(['light', 'dark'] as const)(
    'has text of enough contrast where the system is %s',
    async (scheme) => {
      const page = await browser.open(file, { width: 1280, scheme });
      const [low] = await contrasts(page);
      expect(low?.ratio, low?.text).toBeGreaterThanOrEqual(4.5);
    },
  );
});

interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** Of each text with what is behind it, as WCAG 2 defines it; the lowest first. */
async function contrasts(page: Page): Promise<Contrast[]> {
  const found = await page.evaluate<Contrast[]>(`(() => {
    const numbers = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
    const luminance = (color) => {
      const [r, g, b] = numbers(color).map((part) => part / 255).map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      const color = getComputedStyle(element).backgroundColor;
      return numbers(color)[3] === 0 ? behind(element.parentElement) : color;
    };
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (nodes.nextNode()) {
      const text = nodes.currentNode.textContent.trim();
      const element = nodes.currentNode.parentElement;
      if (text === '') continue;
      const style = getComputedStyle(element);
      const color = element.closest('svg') === null ? style.color : style.fill;
      const [dark, light] = [luminance(color), luminance(behind(element))].sort((a, b) => a - b);
      found.push({ text, ratio: (light + 0.05) / (dark + 0.05) });
    }
    return found;
  })()`);
  expect(found.length).toBeGreaterThan(20);
  return found.sort((a, b) => a.ratio - b.ratio);
}
