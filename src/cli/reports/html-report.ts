import type { Verdict } from '../../core/verdict.js';
import { formatInstant, plural } from '../render/text.js';
import {
  type Chart,
  type ChartCard,
  type ChartSection,
  countTests,
  type Fact,
  type ReportDocument,
  type ReportSection,
  sortTests,
  type TableSection,
  type TestOutcome,
} from './document.js';
import { drawChart, tabulateChart } from './html-chart.js';
import { STYLE } from './html-style.js';
import { Markup, markup } from './markup.js';

/** One page that needs nothing beside it: no network, no script, and it may be mailed, printed or kept for years. */
export function renderHtml(document: ReportDocument): string {
  const { title, verdict } = document;
  const sections = document.sections.filter((section) => !isEmpty(section));
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}: ${verdict}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${renderSummary(document)}
${renderContents(sections)}
${renderFindings(document)}
${sections.map(renderSection)}
${renderAllTests(document)}
<footer>Checked at ${formatInstant(document.checkedAt)} by dharma-gov.</footer>
</main>
</body>
</html>
`.source;
}

const VERDICT_SIGNS: Record<Verdict, string> = { fail: '✕', unknown: '?', warn: '!', pass: '✓' };
const OUTCOME_SIGNS: Record<TestOutcome, string> = {
  failed: '✕',
  error: '?',
  pending: '…',
  warned: '!',
  skipped: '–',
  passed: '✓',
};
const OUTCOME_WORDS: Record<TestOutcome, string> = {
  failed: 'failed',
  error: 'cannot tell',
  pending: 'pending',
  warned: 'warning',
  skipped: 'skipped',
  passed: 'passed',
};

function renderSummary({ title, verdict, summary, next, facts }: ReportDocument): Markup {
  return markup`<header class="${verdict}">
<h1>${title}</h1>
<p class="verdict"><span class="badge ${verdict}"><span aria-hidden="true">${VERDICT_SIGNS[verdict]}</span> ${verdict}</span>
<strong>${sentence(summary)}</strong></p>
${next.map((step) => markup`<p class="next"><span>What to do next:</span> ${sentence(step)}</p>`)}
${renderFacts(facts)}
</header>`;
}

function sentence(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length) + (/[.!?)"']$/.test(text) ? '' : '.');
}

function renderFacts(facts: readonly Fact[]): Markup {
  return markup`<dl class="facts">${facts.map(
    ({ name, value }) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}

function renderContents(sections: readonly ReportSection[]): Markup {
  if (sections.length === 0) return markup``;
  return markup`<nav aria-label="Contents"><a href="#found">What was found</a>${sections.map(
    (section) => markup`<a href="#${anchorOf(section)}">${section.title}</a>`,
  )}<a href="#tests">All tests</a></nav>`;
}

function isEmpty(section: ReportSection): boolean {
  return section.kind === 'table' ? section.rows.length === 0 : section.cards.length === 0;
}

/** Titles of sections are the program's own words. */
function anchorOf({ title }: ReportSection): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function renderFindings({ tests }: ReportDocument): Markup {
  const found = sortTests(tests).filter(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped');
  return markup`<section id="found">
<h2>What was found</h2>
${found.length === 0 ? markup`<p>Nothing: ${describeTests(tests)}.</p>` : renderTests(found)}
</section>`;
}

function renderAllTests({ tests }: ReportDocument): Markup {
  return markup`<section id="tests">
<h2>All tests</h2>
<details><summary>${describeTests(tests)}</summary>
${renderTests(sortTests(tests))}
</details>
</section>`;
}

function describeTests(tests: ReportDocument['tests']): string {
  const counts = countTests(tests);
  const parts = (Object.keys(OUTCOME_WORDS) as TestOutcome[])
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${OUTCOME_WORDS[outcome]}`);
  return `${plural(tests.length, 'test')}: ${parts.join(', ') || 'none'}`;
}

function renderTests(tests: ReportDocument['tests']): Markup {
  return markup`<div class="scroll"><table class="tests"><thead><tr><th scope="col">Test</th><th scope="col">Result</th><th scope="col">Why</th></tr></thead><tbody>${tests.map(
    ({ name, outcome, message }) => markup`
<tr><th scope="row">${name}</th><td>${renderOutcome(outcome, OUTCOME_WORDS[outcome])}</td><td>${message}</td></tr>`,
  )}
</tbody></table></div>`;
}

function renderOutcome(outcome: TestOutcome | null, words: string): Markup {
  if (outcome === null) return markup`<span class="outcome">${words}</span>`;
  return markup`<span class="outcome ${outcome}"><span aria-hidden="true">${OUTCOME_SIGNS[outcome]}</span> ${words}</span>`;
}

function renderSection(section: ReportSection): Markup {
  const { title, note } = section;
  return markup`<section id="${anchorOf(section)}">
<h2>${title}</h2>
${note === '' ? '' : markup`<p class="note">${sentence(note)}</p>`}
${section.kind === 'table' ? renderTable(section) : renderCards(section)}
</section>
`;
}

function renderTable({ head, rows }: Pick<TableSection, 'head' | 'rows'>): Markup {
  if (head.length === 1) return markup`<ul>${rows.map(([cell = '']) => markup`<li>${cell}</li>`)}</ul>`;
  return markup`<div class="scroll"><table><thead><tr>${head.map(
    (cell) => markup`<th scope="col">${cell}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ([first = '', ...rest]) => markup`
<tr><th scope="row">${first}</th>${rest.map(renderCell)}</tr>`,
  )}
</tbody></table></div>`;
}

/** Short figures stay on one line: a narrow screen scrolls the table rather than breaking them. */
function renderCell(text: string): Markup {
  return text.length > MAX_UNBROKEN ? markup`<td>${text}</td>` : markup`<td class="short">${text}</td>`;
}

const MAX_UNBROKEN = 24;

function renderCards({ cards }: ChartSection): Markup {
  const kinds = new Set(cards.flatMap(({ charts }) => charts.map(({ kind }) => kind)));
  return markup`<p class="legend">${[...kinds].map((kind) => LEGENDS[kind])}</p>
<div class="cards">${cards.map(renderCard)}</div>`;
}

const LEGENDS: Record<Chart['kind'], Markup> = {
  distribution: markup`<span><i class="key reference"></i> reference (wide bars)</span>
<span><i class="key current"></i> current (narrow bars)</span>`,
  series: markup`<span><i class="key point"></i> value, with its interval</span>
<span><i class="key alarm"></i> alarm</span>
<span><i class="key level"></i> level to compare with</span>`,
};

function renderCard({ title, outcome, finding, note, figures, charts }: ChartCard): Markup {
  return markup`
<article class="card">
<h3>${title}</h3>
<p>${renderOutcome(outcome, finding)}</p>
${charts.map((chart) => drawChart(chart, title))}
${note === '' ? '' : markup`<p class="note">${sentence(note)}</p>`}
${renderFacts(figures)}
${charts.length === 0 ? '' : renderNumbers(charts)}
</article>`;
}

/** The same as the pictures show, for those who cannot see it or want the figures. */
function renderNumbers(charts: readonly Chart[]): Markup {
  return markup`<details><summary>Numbers</summary>${charts.map((chart) => renderTable(tabulateChart(chart)))}</details>`;
}
