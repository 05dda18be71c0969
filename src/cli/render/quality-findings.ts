import type { QualityFinding } from '../../quality/finding.js';
import type { Screen } from './screen.js';
import { printable, wrap } from './text.js';

const WIDTH = 'moderate'.length;
/** Of what follows the severity. */
const INDENT = ' '.repeat(WIDTH + 4);
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
  const shown = findings.slice(0, MAX_LINES);
  const lines = shown.flatMap(({ severity, message }) => {
    const paint = severity === 'severe' ? screen.red : screen.yellow;
    const [first = '', ...others] = wrap(printable(message), screen.columns - INDENT.length);
    return [`  ${paint(severity.padEnd(WIDTH))}  ${first}`, ...others.map((line) => `${INDENT}${line}`)];
  });
  const more = findings.length - shown.length;
  const rest = more > 0 ? [screen.dim(`  and ${more} more: --json has all of them`)] : [];
  return [screen.bold('DATA QUALITY'), ...lines, ...rest, ''];
}
