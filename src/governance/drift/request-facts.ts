import type { CurrentSummary } from '../../drift/column-summary.js';
import type { ColumnMatch } from '../../drift/match-columns.js';
import type { ColumnRequest, NumberRange } from '../../drift/ports.js';
import type { Role } from '../../predictions/columns.js';
import type { BoundedFacts, RepeatFacts, RequestFacts } from '../../quality/facts.js';
import type { OpenedData } from './current-data.js';

/** What has to be counted to know of the requests, and how to read it from what was counted. */
export interface RequestQuestions {
  readonly requests: readonly ColumnRequest[];
  /** Undefined when there are no rows. */
  readonly read: (counted: ReadonlyMap<string, CurrentSummary>) => RequestFacts | undefined;
}

/** What sums of probabilities may be off by. */
const ROUNDING = 1e-9;
const PROBABILITIES: NumberRange = { min: -ROUNDING, max: 1 + ROUNDING };
const POSITIVE: NumberRange = { min: Number.MIN_VALUE, max: Number.POSITIVE_INFINITY };

/** No column can be called so. */
export const WHOLE_ROWS = '\0rows';

/**
 * Asks of columns that are no features: how probable, how fast, whether it failed, whether it came before.
 * @param matches what is counted of the baseline's columns anyway
 */
export function askOfRequests(opened: OpenedData, matches: readonly ColumnMatch[]): RequestQuestions {
  const { roleColumn, log } = opened;
  const rows = askOfRows(opened, matches);
  const repeats = log === null ? [askRepeats(roleColumn('requestId'), matches)] : [];
  return {
    requests: [...rows.requests, ...repeats],
    read: (counted) => {
      const facts = rows.read(counted);
      return (
        facts && {
          ...facts,
          repeats: log === null ? repeatFacts(repeats, counted) : { of: 'log', conflicting: log.conflicting },
        }
      );
    },
  };
}

/** The same of some of the rows, which do not tell what came before: that may be among the others. */
export function askOfRows(opened: OpenedData, matches: readonly ColumnMatch[]): RequestQuestions {
  const { roleColumn } = opened;
  return {
    requests: [
      ...askBounded(opened, 'probability', PROBABILITIES),
      ...askBounded(opened, 'latencyMs', POSITIVE),
      ...askPresence(opened, 'prediction', matches),
      ...askPresence(opened, 'error', matches),
    ],
    read: (counted) => {
      const [first] = counted.values();
      if (first === undefined) return undefined;
      const of = (role: Role) => counted.get(roleColumn(role) ?? '');
      const [prediction, error] = [of('prediction'), of('error')];
      return {
        rows: first.rows,
        probability: boundedFacts(of('probability')),
        latencyMs: boundedFacts(of('latencyMs')),
        predictions:
          prediction === undefined
            ? null
            : { missing: prediction.nulls, errors: error === undefined ? 0 : error.rows - error.nulls },
        repeats: null,
      };
    },
  };
}

/** A column that does not hold numbers cannot be looked at this way. */
function askBounded({ rows, roleColumn }: OpenedData, role: Role, range: NumberRange): ColumnRequest[] {
  const column = rows.columns.find(({ name }) => name === roleColumn(role));
  if (column?.kind !== 'number' && column?.kind !== 'integer') return [];
  return [{ type: 'numbers', name: column.name, edges: [], center: 0, values: null, range }];
}

function askPresence(
  { roleColumn }: OpenedData,
  role: Role,
  matches: readonly ColumnMatch[],
): ColumnRequest[] {
  const name = roleColumn(role);
  const isCounted = matches.some(({ request }) => request.name === name);
  return name === undefined || isCounted ? [] : [{ type: 'presence', name, found: '' }];
}

/** Without request ids two rows are the same when all that the baseline knows of them is. */
function askRepeats(requestId: string | undefined, matches: readonly ColumnMatch[]): ColumnRequest {
  if (requestId !== undefined) return { type: 'repeats', name: requestId, columns: [requestId] };
  return { type: 'repeats', name: WHOLE_ROWS, columns: matches.map(({ request }) => request.name) };
}

function boundedFacts(summary: CurrentSummary | undefined): BoundedFacts | null {
  if (summary?.type !== 'numbers' || summary.outside === undefined) return null;
  const { rows, nulls, nan, infinite, min, max, outside } = summary;
  return {
    values: rows - nulls - nan - infinite,
    outside: outside.below + outside.above,
    min,
    max,
  };
}

function repeatFacts(
  asked: readonly ColumnRequest[],
  counted: ReadonlyMap<string, CurrentSummary>,
): RepeatFacts | null {
  const name = asked[0]?.name ?? '';
  const summary = counted.get(name);
  if (summary?.type !== 'repeats') return null;
  const { repeated } = summary;
  return name === WHOLE_ROWS ? { of: 'rows', repeated, reference: null } : { of: 'request ids', repeated };
}
