import type { GovError } from '../../core/errors.js';
import type { Reject } from '../../predictions/ingest-report.js';

/** What stands beside a file that was not ingested: why, what to do, and its bad rows. */
export function describeRefusal({ message, hint }: GovError, rejects: readonly Reject[]): string {
  return [
    message,
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    'Put the corrected file back into the folder above this one. For the inbox options stand in .dharmarc: maxBadRows, columns.',
    ...(rejects.length === 0 ? [] : ['', ...rejects.map(describeReject)]),
    '',
  ].join('\n');
}

function describeReject({ line, column, reason, raw }: Reject): string {
  const where = [
    ...(line === null ? [] : [`line ${line}`]),
    ...(column === null ? [] : [`column "${column}"`]),
  ];
  return [...where, reason, JSON.stringify(raw)].join(': ');
}
