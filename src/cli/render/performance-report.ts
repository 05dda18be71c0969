import type { PerformanceReport } from '../../governance/performance/performance-report.js';
import { describeWindow } from './drift-report.js';
import { paintState, renderGroups, renderTrends } from './performance-groups.js';
import { describeMissing, renderMetrics } from './performance-metrics.js';
import type { Screen } from './screen.js';
import { formatCount, plural, printable } from './text.js';

/** Metrics, what became of them over time or by segment, what the rules say, and the verdict; the same for a pipe. */
export async function renderPerformance(screen: Screen, report: PerformanceReport): Promise<string> {
  const groups = report.groups.length === 0 ? [] : [await renderGroups(screen, report)];
  const metrics = await renderMetrics(screen, report);
  const { verdict, summary, rules, by } = report;
  if (!screen.isTty) {
    const said = [
      ...describeNotes(report).map((note) => `note\t${note}`),
      ...rules.map(({ rule, state, message }) => `${rule}\t${state}\t${printable(message)}`),
    ];
    return [
      renderTitle(screen, report),
      metrics,
      ...groups,
      ...said,
      `${verdict}\t${printable(summary)}`,
    ].join('\n');
  }
  return [
    renderTitle(screen, report),
    '',
    ...(by?.kind === 'period' ? renderTrends(screen, report) : []),
    metrics,
    '',
    ...groups.flatMap((table) => [table, '']),
    ...describeNotes(report).map((note) => screen.dim(note)),
    '',
    ...renderRules(screen, report),
    renderVerdict(screen, report),
    ...describeNextStep(report).map((step) => `next: ${step}`),
  ].join('\n');
}

function renderTitle(screen: Screen, report: PerformanceReport): string {
  const { model, version, window, current, task, positiveClass } = report;
  const { rows, labelled, coverage } = current;
  const share = coverage === null ? '' : ` (${Math.floor(coverage * 100)} %)`;
  return [
    `${screen.bold(`${model}@${version}`)}  ${plural(rows, 'row')} ${describeWindow(window)}`,
    `${formatCount(labelled)} labelled${share}, ${positiveClass === null ? task : `${task} of "${printable(positiveClass)}"`}`,
  ].join(screen.isTty ? '\n' : ', ');
}

/** What to know of the figures: why some are missing, what was told from the data, what an estimate is worth. */
export function describeNotes(report: PerformanceReport): string[] {
  const { assumptions, findings, estimate, task } = report;
  return [
    ...describeMissing(report),
    ...findings.map(printable),
    ...assumptions.map((assumption) => printable(`told from the data: ${assumption}`)),
    ...(estimate.metrics === null
      ? task === 'binary'
        ? [printable(`not estimated: ${estimate.reason}`)]
        : []
      : [
          `estimated: by the probabilities alone, as calibrated on ${plural(estimate.calibrationRows, 'labelled row')} of the baseline`,
          ...estimate.limits,
        ]),
  ];
}

/** Those of segments only where they say something. */
function renderRules(screen: Screen, { rules }: PerformanceReport): string[] {
  const said = rules.filter(
    ({ subject, state }) => subject === null || state === 'firing' || state === 'suspect',
  );
  return [
    ...said.map(
      ({ state, message }) => `${paintState(screen, state)(state.padEnd(8))} ${printable(message)}`,
    ),
    '',
  ];
}

function renderVerdict(screen: Screen, { verdict, summary }: PerformanceReport): string {
  const paint = { fail: screen.red, warn: screen.yellow, unknown: screen.yellow, pass: screen.green }[
    verdict
  ];
  return `${paint(screen.bold(verdict))}  ${printable(summary)}`;
}

/** What a person would do next; empty when there is nothing to do. */
export function describeNextStep({ verdict, model, version, current, by }: PerformanceReport): string[] {
  switch (verdict) {
    case 'fail':
      return by === null
        ? [`see since when: dharma-gov performance ${model}@${version} --by week`]
        : [
            `find out why, then retrain; while ${version} is in production: dharma-gov rollback ${model} --reason "performance"`,
          ];
    case 'warn':
      return ['look at a longer window; --fail-on warn makes this exit 3'];
    case 'unknown':
      return current.labelled === 0
        ? [`add labels: dharma-gov ingest-predictions ${model}@${version} --labels <file>`]
        : [
            `set a baseline of rows with predictions and labels: dharma-gov baseline set ${model}@${version} <file>`,
          ];
    case 'pass':
      return [];
  }
}
