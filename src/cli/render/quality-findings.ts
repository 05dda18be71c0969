import type { QualityFinding } from '../../quality/finding.js';
import type { Screen } from './screen.js';
import { printable } from './text.js';

const WIDTH = 'moderate'.length;
/** A segment may have a finding of each column. */
const MAX_LINES = 20;

/** What is wrong with the data itself, the worst first; for a pipe as tab-separated lines. */
export function renderFindings(screen: Screen, findings: readonly QualityFinding[]): string[] {
  if (!screen.isTty) {
    return findings.map(({ severity, kind, message }) =>
      ['data quality', severity, kind, printable(message)].join('\t'),
    );
  }
  if (findings.length === 0) return [];
  const lines = findings.slice(0, MAX_LINES).map(({ severity, message }) => {
    const paint = severity === 'severe' ? screen.red : screen.yellow;
    return `  ${paint(severity.padEnd(WIDTH))}  ${printable(message)}`;
  });
  const more = findings.length - lines.length;
  const rest = more > 0 ? [screen.dim(`  and ${more} more: --json has all of them`)] : [];
  return [screen.bold('DATA QUALITY'), ...lines, ...rest, ''];
}
