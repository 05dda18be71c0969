import type { RecordReport } from '../../governance/predictions/record-outcomes.js';
import { renderRejects } from './ingest-report.js';
import type { Screen } from './screen.js';
import { formatCount, plural, printable } from './text.js';

/** A line for each metric and version, one for what was left out, and the next command. */
export function renderRecord(screen: Screen, report: RecordReport): string {
  return [
    ...report.outcomes.map(({ metric, added, corrected, duplicates }) =>
      [
        `${printable(metric)}: ${plural(added, 'request')}`,
        ...(corrected === 0 ? [] : [`${formatCount(corrected)} corrected`]),
        ...(duplicates === 0 ? [] : [`${formatCount(duplicates)} known before`]),
      ].join(', '),
    ),
    ...report.exposures.map(
      ({ version, added, duplicates }) =>
        `served by ${report.model}@${version}: ${plural(added, 'request')}${duplicates === 0 ? '' : `, ${formatCount(duplicates)} known before`}`,
    ),
    ...renderRejects(screen, report),
    renderConclusion(report),
  ].join('\n');
}

function renderConclusion({ dryRun, changed, generation, model }: RecordReport): string {
  if (dryRun) return 'dry run: nothing changed';
  if (!changed) return 'nothing new: nothing changed';
  return `recorded (generation ${generation} of the outcomes)\nnext: dharma-gov ab-test status ${model}`;
}
