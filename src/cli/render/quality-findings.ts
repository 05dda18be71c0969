import type { QualityFinding } from '../../quality/finding.js';
import type { Screen } from './screen.js';
import { printable } from './text.js';

const WIDTH = 'moderate'.length;

/** What is wrong with the data itself, the worst first; for a pipe as tab-separated lines. */
export function renderFindings(screen: Screen, findings: readonly QualityFinding[]): string[] {
  if (!screen.isTty) {
    return findings.map(({ severity, kind, message }) =>
      ['data quality', severity, kind, printable(message)].join('\t'),
    );
  }
  if (findings.length === 0) return [];
  const lines = findings.map(({ severity, message }) => {
    const paint = severity === 'severe' ? screen.red : screen.yellow;
    return `  ${paint(severity.padEnd(WIDTH))}  ${printable(message)}`;
  });
  return [screen.bold('DATA QUALITY'), ...lines, ''];
}
