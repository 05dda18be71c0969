import { describe, expect, it } from 'vitest';
import { escapeMarkdown, renderMarkdown } from '../../src/cli/reports/markdown-report.js';
import { exampleDocument, HOSTILE } from './example-document.js';

describe('Markdown', () => {
  it('says the verdict first, then what was found, the worst first', () => {
    const lines = renderMarkdown(exampleDocument()).split('\n');
    expect(lines[0]).toBe('## ❌ Drift of churn@1.0.0: fail');
    expect(lines.filter((line) => /^\| (drift|latency)/.test(line))).toEqual([
      '| drift/moved | ❌ failed | severe drift, score 1.2 |',
      '| drift/few | ❔ cannot tell | too few rows: needs 400 |',
      '| latency | ⚠️ warning | slower, not significantly |',
      '| drift/id | ➖ skipped | looks like an id |',
    ]);
    expect(lines).toContain('1 of 5 tests passed. The others, worst first:');
    expect(lines).toContain('| Overall score | ▁·▄█ | 0.05 -&gt; 0.4 PSI | rising |');
  });

  it('takes text from data for text', () => {
    const tests = [{ name: HOSTILE, outcome: 'failed', message: HOSTILE }] as const;
    const text = renderMarkdown(exampleDocument({ tests, title: HOSTILE }));
    expect(text).not.toContain('<script>');
    const row = text.split('\n').find((line) => line.includes('failed')) ?? '';
    expect(row.replaceAll('\\|', '').split('|')).toHaveLength(5);
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(4);
  });

  it.each([
    ['a|b', 'a\\|b'],
    ['a\\|b', 'a\\\\\\|b'],
    ['<b>', '&lt;b&gt;'],
    ['&amp;', '&amp;amp;'],
    ['[x](y)', '\\[x\\](y)'],
    ['@ada churn@1.0.0', '&#64;ada churn@1.0.0'],
    ['fixes #12', 'fixes &#35;12'],
  ])('escapes %s', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('stays below what a step summary takes, and says how much it leaves out', () => {
    const name = HOSTILE.repeat(200);
    const tests = Array.from({ length: 20_000 }, () => ({ name, outcome: 'failed', message: name }) as const);
    const sections = Array.from({ length: 60 }, (_, index) => ({
      kind: 'table' as const,
      title: `table ${index}`,
      note: '',
      head: ['a', 'b'],
      rows: tests.slice(0, 100).map(({ message }) => [message, message]),
    }));
    const text = renderMarkdown(exampleDocument({ tests, sections }));
    expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
    expect(text).toContain('\n19,950 more left out here.\n');
    expect(text).toMatch(/\d+ parts left out: more than a summary holds\.\n$/);
  });
});
