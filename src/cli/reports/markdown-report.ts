import type { Verdict } from '../../core/verdict.js';
import { formatValue } from '../render/drift-change.js';
import { drawTrend } from '../render/sparkline.js';
import { formatCount, formatInstant, plural, printable } from '../render/text.js';
import {
  type ChartCard,
  countTests,
  type ReportDocument,
  type ReportSection,
  sortTests,
  type TableSection,
  type TestOutcome,
} from './document.js';

/** What a step summary of GitHub takes is 1 MiB; the rest is for what stands around it. */
const MAX_BYTES = 1_000_000;
/** A summary is read on one screen or two; all of it is in the other formats. */
const MAX_ROWS = 50;
const MAX_CELL_CHARACTERS = 300;

/** A summary in GitHub's Markdown: the worst first, and how many were left out. */
export function renderMarkdown(document: ReportDocument, maxBytes = MAX_BYTES): string {
  const { title, verdict, summary, next, facts, checkedAt } = document;
  const blocks = [
    `## ${VERDICT_SIGNS[verdict]} ${escapeMarkdown(title)}: ${verdict}`,
    escapeMarkdown(summary),
    ...next.map((step) => `**Next:** ${escapeMarkdown(step)}`),
    renderTable(
      ['', ''],
      facts.map(({ name, value }) => [name, value]),
    ),
    ...renderTests(document),
    ...document.sections.flatMap(renderSection),
    `<sub>checked at ${formatInstant(checkedAt)} by dharma-gov</sub>`,
  ];
  return keepWithin(maxBytes, blocks);
}

const VERDICT_SIGNS: Record<Verdict, string> = { fail: '❌', unknown: '❔', warn: '⚠️', pass: '✅' };
const OUTCOME_WORDS: Record<TestOutcome, string> = {
  failed: '❌ failed',
  error: '❔ cannot tell',
  pending: '⏳ pending',
  warned: '⚠️ warning',
  skipped: '➖ skipped',
  passed: '✅ passed',
};

function renderTests({ tests }: ReportDocument): string[] {
  const counts = countTests(tests);
  const found = sortTests(tests).filter(({ outcome }) => outcome !== 'passed');
  const passed = `${formatCount(counts.passed)} of ${plural(tests.length, 'test')} passed`;
  if (found.length === 0) return [`### Tests`, `${passed}.`];
  return [
    `### Tests`,
    `${passed}. The others, worst first:`,
    renderTable(
      ['Test', 'Result', 'Why'],
      found.map(({ name, outcome, message }) => [name, OUTCOME_WORDS[outcome], message]),
    ),
  ];
}

function renderSection(section: ReportSection): string[] {
  if (section.kind === 'table') {
    const { title, note, head, rows } = section;
    if (rows.length === 0) return [];
    return [...renderHead(title, note), head.length === 1 ? renderList(rows) : renderTable(head, rows)];
  }
  const rows = section.cards.flatMap(renderSeries);
  return rows.length === 0
    ? []
    : [
        ...renderHead(section.title, section.note),
        renderTable(['', 'Trend', 'First and last', 'Finding'], rows),
      ];
}

function renderHead(title: string, note: string): string[] {
  return [`### ${escapeMarkdown(title)}`, ...(note === '' ? [] : [escapeMarkdown(note)])];
}

/** A distribution is told by its test; a figure over time has a line of its own. */
function renderSeries({ title, charts: [chart], finding }: ChartCard): string[][] {
  if (chart?.kind !== 'series') return [];
  const values = chart.points.map(({ value }) => value);
  const known = values.filter((value) => value !== null);
  const ends = [known[0], known.at(-1)].map((value) => (value === undefined ? '' : formatValue(value)));
  return [[title, drawTrend(values), `${ends.join(' -> ')} ${chart.unit}`.trim(), finding]];
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const left = rows.length - MAX_ROWS;
  const lines = [
    renderRow(head),
    `|${' --- |'.repeat(head.length)}`,
    ...rows.slice(0, MAX_ROWS).map(renderRow),
  ];
  return left > 0 ? `${lines.join('\n')}\n\n${formatCount(left)} more left out here.` : lines.join('\n');
}

function renderList(rows: TableSection['rows']): string {
  const left = rows.length - MAX_ROWS;
  const lines = rows.slice(0, MAX_ROWS).map(([cell = '']) => `- ${escapeMarkdown(clip(cell))}`);
  return [...lines, ...(left > 0 ? [`- ${formatCount(left)} more left out here.`] : [])].join('\n');
}

function renderRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => escapeMarkdown(clip(cell))).join(' | ')} |`;
}

function clip(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_CELL_CHARACTERS
    ? text
    : `${characters.slice(0, MAX_CELL_CHARACTERS - 1).join('')}…`;
}

/** Leaves out whole blocks from the end rather than a host cutting one in the middle. */
function keepWithin(maxBytes: number, blocks: readonly string[]): string {
  const whole = joinBlocks(blocks);
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  const kept: string[] = [];
  let bytes = Buffer.byteLength(joinBlocks([describeLeft(blocks.length)]));
  for (const block of blocks) {
    bytes += Buffer.byteLength(block) + 2;
    if (bytes > maxBytes) break;
    kept.push(block);
  }
  return joinBlocks([...kept, describeLeft(blocks.length - kept.length)]);
}

function joinBlocks(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

function describeLeft(count: number): string {
  return `${plural(count, 'part')} left out: more than a summary holds.`;
}

/** Text as text: no markup, no HTML, no end of a table's cell, no mention of a person or an issue. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/#(?=\d)/g, '&#35;')
    .replace(/(?<!\w)@(?=\w)/g, '&#64;');
}
