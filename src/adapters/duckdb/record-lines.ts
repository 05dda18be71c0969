import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { CsvDialect } from './csv-head.js';
import type { InputFile } from './input-files.js';
import type { SourceFile } from './source.js';

/** Where a record of a text file begins. */
export interface RecordPlace {
  readonly line: number;
  /** The beginning of its text. */
  readonly raw: string;
}

const RAW_CHARACTERS = 200;

/**
 * Finds records again in the text they came from.
 * @param wanted numbers of records as the reader counted those it accepted, from 1
 * @param refused lines at which records begin that the reader did not accept
 * @returns number of the record -> its place
 */
export async function locateRecords(
  file: SourceFile,
  wanted: ReadonlySet<number>,
  refused: ReadonlySet<number>,
): Promise<Map<number, RecordPlace>> {
  const places = new Map<number, RecordPlace>();
  // DuckDB skips blank lines in CSV, and the header; in NDJSON every line counts, a blank one as nothing.
  const csv = file.format === 'csv';
  let accepted = csv ? -1 : 0;
  for await (const { line, raw, blank } of records(file)) {
    if ((csv && blank) || refused.has(line)) continue;
    accepted++;
    if (wanted.has(accepted)) places.set(accepted, { line, raw });
    if (places.size === wanted.size) break;
  }
  return places;
}

interface TextRecord extends RecordPlace {
  readonly blank: boolean;
}

/** The records of a text file: its lines, joined where a quoted field goes over a line's end. */
async function* records(file: SourceFile): AsyncGenerator<TextRecord> {
  const newline = file.head.includes(0x0a) ? '\n' : '\r';
  const quotes = new QuoteTracker(file.format === 'csv' ? file.layout.dialect : undefined);
  let line = 1;
  let startLine = 1;
  let raw = '';
  for await (const text of textOf(file)) {
    for (const char of text) {
      if (char === newline) {
        line++;
        if (quotes.isOpen) continue;
        yield { line: startLine, raw: raw.replace(/\r$/, ''), blank: raw === '' || raw === '\r' };
        startLine = line;
        raw = '';
      } else if (raw.length < RAW_CHARACTERS) raw += char;
      quotes.take(char, newline);
    }
  }
  if (raw !== '') yield { line: startLine, raw, blank: false };
}

/** Knows whether a character stands within quotes, by the rules of the CSV reader: a field is quoted from its start. */
class QuoteTracker {
  isOpen = false;
  private before = '';
  private justClosed = false;

  constructor(private readonly dialect: CsvDialect | undefined) {}

  take(char: string, newline: string): void {
    if (this.dialect === undefined) return;
    const { delimiter, quoteEscape } = this.dialect;
    const wasClosed = this.justClosed;
    this.justClosed = false;
    if (char === '"') {
      const starts = this.before === '' || this.before === delimiter || this.before === newline;
      if (!this.isOpen) this.isOpen = starts || wasClosed;
      else if (quoteEscape !== '\\' || this.before !== '\\') {
        this.isOpen = false;
        this.justClosed = true;
      }
    }
    this.before = char;
  }
}

async function* textOf(file: InputFile): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const bytes = createReadStream(file.path, { highWaterMark: 1 << 20 });
  for await (const chunk of file.gzip ? bytes.pipe(createGunzip()) : bytes) {
    yield decoder.decode(chunk, { stream: true });
  }
}
