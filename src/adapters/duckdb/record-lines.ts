import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { InputFile } from './input-files.js';
import type { SourceFile } from './source.js';

/** Where a record of a text file begins. */
export interface RecordPlace {
  readonly line: number;
  /** The beginning of its text. */
  readonly raw: string;
}

export interface RecordPlaces {
  /** By number of the record among those that the reader accepted, from 1. */
  readonly accepted: ReadonlyMap<number, RecordPlace>;
  /** By position of its first byte, from 1. */
  readonly refused: ReadonlyMap<number, RecordPlace>;
}

/**
 * Finds records again in the text they came from; rows of Parquet come from none. DuckDB numbers records, not lines: they part where a field has a line
 * end in it.
 * @param accepted numbers of records as the reader counted those it accepted, from 1
 * @param refused first bytes of records that it did not accept, from 1
 */
export async function locateRecords(
  file: SourceFile,
  accepted: ReadonlySet<number>,
  refused: ReadonlySet<number>,
): Promise<RecordPlaces> {
  const places = { accepted: new Map<number, RecordPlace>(), refused: new Map<number, RecordPlace>() };
  if (file.format === 'parquet') return places;
  // DuckDB skips the header and blank lines of CSV; in NDJSON every line counts, a blank one as nothing.
  const csv = file.format === 'csv';
  let number = csv ? -1 : 0;
  for await (const { start, blanksBefore, blank, ...place } of records(file)) {
    if (csv && blank) continue;
    // DuckDB lets a record begin with the blank lines before it.
    const position = [start, blanksBefore].find((byte) => refused.has(byte));
    if (position !== undefined) places.refused.set(position, place);
    else if (accepted.has(++number)) places.accepted.set(number, place);
    if (places.accepted.size === accepted.size && places.refused.size === refused.size) break;
  }
  return places;
}

interface TextRecord extends RecordPlace {
  /** Position of the first byte, and of the first of the blank lines before it. */
  readonly start: number;
  readonly blanksBefore: number;
  readonly blank: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const RAW_BYTES = 200;

/** The records of a text file: its lines, joined where a quoted field goes over a line's end. */
async function* records(file: SourceFile): AsyncGenerator<TextRecord> {
  const newline = file.head.includes(NEWLINE) ? NEWLINE : CARRIAGE_RETURN;
  const quotes = new QuoteTracker(file);
  let raw: number[] = [];
  let line = 1;
  let startLine = 1;
  let position = 0;
  let start = 1;
  let blanksBefore = 1;
  const record = () => {
    const bytes = Buffer.from(raw.at(-1) === CARRIAGE_RETURN ? raw.slice(0, -1) : raw);
    return { line: startLine, raw: bytes.toString(), start, blanksBefore, blank: bytes.length === 0 };
  };
  for await (const chunk of bytesOf(file)) {
    for (const byte of chunk) {
      position++;
      if (byte === newline) line++;
      if (byte === newline && !quotes.isOpen) {
        const ended = record();
        yield ended;
        raw = [];
        startLine = line;
        start = position + 1;
        if (!ended.blank) blanksBefore = start;
      } else if (raw.length < RAW_BYTES) raw.push(byte);
      quotes.take(byte);
    }
  }
  if (raw.length > 0) yield record();
}

/** Knows whether a byte stands within quotes, by the rules of the CSV reader: a field is quoted from its start or not. */
class QuoteTracker {
  isOpen = false;
  private atStart = true;
  private justClosed = false;
  private escaped = false;
  private readonly delimiter: number | undefined;
  private readonly escapes: boolean;

  constructor(file: SourceFile) {
    this.delimiter = file.format === 'csv' ? file.layout.dialect.delimiter.charCodeAt(0) : undefined;
    this.escapes = file.format === 'csv' && file.layout.dialect.quoteEscape === '\\';
  }

  take(byte: number): void {
    if (this.delimiter === undefined) return;
    const { atStart, justClosed, escaped } = this;
    this.justClosed = false;
    this.escaped = this.escapes && this.isOpen && byte === BACKSLASH && !escaped;
    if (byte === QUOTE && this.isOpen && !escaped) {
      this.isOpen = false;
      this.justClosed = true;
    } else if (byte === QUOTE && !this.isOpen) this.isOpen = atStart || justClosed;
    this.atStart = byte === this.delimiter || byte === NEWLINE || byte === CARRIAGE_RETURN;
  }
}

function bytesOf(file: InputFile): AsyncIterable<Buffer> {
  const bytes = createReadStream(file.path, { highWaterMark: 1 << 20 });
  return file.gzip ? bytes.pipe(createGunzip()) : bytes;
}
