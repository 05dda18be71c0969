import type { Reject } from '../../predictions/ingest-report.js';

/** The list of rejects as CSV: source, line, column, reason and the beginning of the raw text. */
export function renderRejects(rejects: readonly Reject[]): string {
  const rows = rejects.map(({ source, line, column, reason, raw }) =>
    [source, line === null ? '' : String(line), column ?? '', reason, raw].map(csvField).join(','),
  );
  return `${['source,line,column,reason,raw', ...rows].join('\n')}\n`;
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
