import { GovError } from '../../core/errors.js';

/** What our own SQL raises for a row it cannot read: `error('unreadable row: FILE: line N: …')`. */
export const UNREADABLE_ROW = 'unreadable row: ';

export const UNCLOSED_QUOTE = 'a quote is opened and not closed as it should be';

const ROW_HINT = 'correct the row; ingest-predictions can set bad rows aside, see --max-bad-rows';

/** What DuckDB says about the data it reads becomes a GovError that names file and line; anything else stays as it is. */
export function readError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message } = error;
  const ours = lineAfter(message, UNREADABLE_ROW);
  if (ours !== undefined) return new GovError('input', ours, { hint: ROW_HINT, cause: error });
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  if (line !== undefined) {
    const file = lineAfter(message, '  file = ') ?? 'input';
    const column = /converting column "([\s\S]*?)"\./.exec(message)?.[1];
    const where = column === undefined ? `line ${line}` : `line ${line}: column "${column}"`;
    return new GovError('input', `${file}: ${where}: ${csvProblem(message)}`, {
      hint: ROW_HINT,
      cause: error,
    });
  }
  const notParquet =
    /No magic bytes found at end of file '(.+)'/.exec(message) ??
    /File '(.+)' too small to be a Parquet/.exec(message);
  if (notParquet !== null) {
    return new GovError('input', `${notParquet[1]}: is not a Parquet file, or a damaged one`, {
      cause: error,
    });
  }
  if (message.includes('state machine reached an invalid state')) {
    const file = lineAfter(message, '  file = ') ?? 'input';
    return new GovError('input', `${file}: mixes line endings, or a carriage return stands within a line`, {
      hint: 'give all lines the same ending, for example with dos2unix',
      cause: error,
    });
  }
  // DuckDB loses its way when it reports such text in a column that the query does not use, and closes the database.
  if (/^INTERNAL Error: Attempted to access index/.test(message)) {
    return new GovError('input', 'a CSV file holds text that is not UTF-8', {
      hint: 'save it as UTF-8',
      cause: error,
    });
  }
  return error;
}

function lineAfter(message: string, prefix: string): string | undefined {
  const start = message.indexOf(prefix);
  return start < 0 ? undefined : message.slice(start + prefix.length).split('\n')[0];
}

/** DuckDB's words for what is wrong with a CSV row -> ours. */
export function csvProblem(message: string): string {
  // DuckDB cuts the message where the value has a line end.
  const value = /Could not convert string "([\s\S]*?)(?:" to '?(\w+)|$)/.exec(message);
  if (value !== null) {
    return `expected ${value[2] === 'BOOLEAN' ? 'true or false' : 'a number'}, got "${excerpt(value[1] ?? '')}"`;
  }
  const columns = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (columns !== null) return `expected ${columns[1]} columns, found ${columns[2]}`;
  if (message.includes('unterminated quote')) return UNCLOSED_QUOTE;
  if (message.includes('not utf-8')) return 'holds bytes that are not UTF-8';
  if (message.includes('Maximum line size')) return 'is longer than 2,000,000 bytes';
  return (
    message.split('\n').find((line) => !line.startsWith('CSV Error') && !line.startsWith('Original')) ??
    message
  ).toLowerCase();
}

/** The beginning of a value, short enough for a message. */
function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
