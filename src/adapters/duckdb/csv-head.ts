import { GovError } from '../../core/errors.js';

/** How the fields of a CSV file are told apart. Quotes are always `"`. */
export interface CsvDialect {
  readonly delimiter: string;
  /** What a quote inside quotes is preceded by: another quote, or a backslash. */
  readonly quoteEscape: '"' | '\\';
}

export interface CsvHead {
  readonly dialect: CsvDialect;
  /** As in the header; a column without a name is called by its position, as DuckDB does: `column0`. */
  readonly names: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads the header of a CSV file.
 *
 * The delimiter is the one that splits the header into most columns. The header is what every later row is checked
 * against, so it decides better than statistics over rows, some of which may be bad.
 * @param head the beginning of the file, with at least one whole line unless the file has only one
 * @throws GovError input for column names that differ by nothing or only by case.
 */
export function parseCsvHead(head: string, place: string): CsvHead {
  const quoteEscape = /[^\\]\\"(?![,;\t|\r\n]|$)/.test(head) ? '\\' : '"';
  const text = head.replace(/^\uFEFF/, '');
  if (/^\s*[\r\n]/.test(text)) {
    throw new GovError('input', `${place}: begins with an empty line`, {
      hint: 'its first line must name the columns',
    });
  }
  const candidates = DELIMITERS.map((delimiter) => ({
    dialect: { delimiter, quoteEscape } as const,
    names: splitRecord(text, { delimiter, quoteEscape }),
  }));
  const best = candidates.reduce((a, b) => (b.names.length > a.names.length ? b : a));
  const names = best.names.map((name, index) => (name === '' ? `column${index}` : name));
  checkDistinct(names, place);
  return { dialect: best.dialect, names };
}

/** The fields of the first record. */
function splitRecord(text: string, { delimiter, quoteEscape }: CsvDialect): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quoted && char === quoteEscape && text.charAt(at + 1) === '"') field += text.charAt(++at);
    else if (char === '"' && (quoted || field === '')) quoted = !quoted;
    else if (quoted) field += char;
    else if (char === delimiter) {
      fields.push(field.trim());
      field = '';
    } else if (char === '\n' || char === '\r') break;
    else field += char;
  }
  return [...fields, field.trim()];
}

/** @throws GovError input for two names that are the same, or differ only by case. */
export function checkDistinct(names: readonly string[], place: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) {
      const what =
        earlier === name ? `"${name}" twice` : `both "${earlier}" and "${name}", which differ only by case`;
      throw new GovError('input', `${place}: names a column ${what}`, {
        hint: 'rename one of the two columns',
      });
    }
    seen.set(name.toLowerCase(), name);
  }
}
