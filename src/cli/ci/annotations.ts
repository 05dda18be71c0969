import { formatCount, printable } from '../render/text.js';
import { type Finding, listFindings, type ReportDocument } from '../reports/document.js';

/** Of each level, in a step; what comes later is dropped by GitHub without a word. */
const MAX_OF_A_LEVEL = 10;

/**
 * What did not pass as workflow commands of GitHub Actions, a line each, worst first. Of a level that has more than
 * GitHub shows, the last one tells how many there are besides.
 */
export function renderAnnotations(document: ReportDocument): string {
  const findings = listFindings(document);
  const lines = (['error', 'warning', 'notice'] as const).flatMap((level) => {
    const ofLevel = findings.filter((finding) => finding.level === level);
    if (ofLevel.length <= MAX_OF_A_LEVEL) return ofLevel.map((finding) => renderFinding(document, finding));
    const shown = ofLevel.slice(0, MAX_OF_A_LEVEL - 1);
    const rest = `${formatCount(ofLevel.length - shown.length)} more: see the log and the summary of this step`;
    return [
      ...shown.map((finding) => renderFinding(document, finding)),
      renderAnnotation(level, document.title, rest),
    ];
  });
  return lines.join('');
}

function renderFinding({ title }: ReportDocument, { level, name, outcome, message }: Finding): string {
  // A check that could not be made is a test of its own name.
  return renderAnnotation(
    level,
    title === name ? title : `${title}: ${name}`,
    message === '' ? outcome : message,
  );
}

/** One annotation on a line of its own. */
export function renderAnnotation(level: Finding['level'], title: string, message: string): string {
  return `::${level} title=${escapeProperty(printableLines(title))}::${escapeData(printableLines(message))}\n`;
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
