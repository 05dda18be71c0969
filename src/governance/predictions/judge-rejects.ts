import { GovError } from '../../core/errors.js';
import type { Reject, RejectSummary } from '../../predictions/ingest-report.js';
import type { PredictionLog } from '../../predictions/ports.js';
import type { Governance } from '../context.js';

/**
 * Lists bad rows in a file, if there are any.
 * @param request `maxBadRows`: null for as many as configured
 * @throws GovError input when there are more of them than allowed.
 */
export async function judgeRejects(
  governance: Governance,
  request: { readonly maxBadRows: number | null; readonly dryRun: boolean },
  done: 'ingested' | 'recorded',
  log: Pick<PredictionLog, 'writeRejects'>,
  { rejectedRows, rejects }: { readonly rejectedRows: number; readonly rejects: readonly Reject[] },
): Promise<RejectSummary> {
  const file = rejectedRows > 0 && !request.dryRun ? await log.writeRejects(rejects) : null;
  const first = rejects.slice(0, 3);
  const allowed = request.maxBadRows ?? governance.config.maxBadRows;
  if (rejectedRows <= allowed) return { rows: rejectedRows, file, first };
  const shown = first.map(
    ({ source, line, column, reason }) =>
      `${source}${line === null ? '' : `: line ${line}`}${column === null ? '' : `: column "${column}"`}: ${reason}`,
  );
  const more = rejectedRows > first.length ? `; and ${rejectedRows - first.length} more` : '';
  throw new GovError(
    'input',
    `nothing ${done}: ${rejectedRows} bad ${rejectedRows === 1 ? 'row' : 'rows'}, ${allowed} allowed: ${shown.join('; ')}${more}`,
    {
      hint: `${file === null ? 'correct them' : `${file} lists them`}; --max-bad-rows ${rejectedRows} leaves them out`,
    },
  );
}
