import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fileError } from '../file-errors.js';
import { damagedGzip, type InputFile } from './input-files.js';

/** What a file holds, counted without DuckDB: what it must add up to. */
export interface SourceAudit {
  /** Of the bytes as they lie there, packed or not. */
  readonly sha256: string;
  /** Lines of text, the last one also without an end; 0 for Parquet. */
  readonly lines: number;
  /** Lines without a character. */
  readonly blankLines: number;
}

/** @throws GovError input when a gzip file is damaged. */
export async function auditSource(file: InputFile): Promise<SourceAudit> {
  const hash = createHash('sha256');
  const counter = new LineCounter(file.head.includes(NEWLINE) ? NEWLINE : CARRIAGE_RETURN);
  const count = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) if (file.format !== 'parquet') counter.take(chunk);
  };
  try {
    const bytes = hashed(createReadStream(file.path, { highWaterMark: CHUNK_BYTES }), hash);
    await (file.gzip ? pipeline(bytes, createGunzip({ chunkSize: CHUNK_BYTES }), count) : count(bytes));
  } catch (error) {
    throw file.gzip ? damagedGzip(error, file.name) : fileError(error, 'read', file.name);
  }
  return { sha256: hash.digest('hex'), ...counter.finish() };
}

async function* hashed(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Counts lines in chunks of a file, at the speed of a search for one byte. */
class LineCounter {
  private lines = 0;
  private blankLines = 0;
  /** Bytes of the line under way, up to the current chunk. */
  private carried = 0;
  private carriedReturn = false;

  constructor(private readonly newline: number) {}

  take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(this.newline); end >= 0; end = chunk.indexOf(this.newline, start)) {
      const length = this.carried + end - start;
      const endsInReturn = end > start ? chunk[end - 1] === CARRIAGE_RETURN : this.carriedReturn;
      if (length === 0 || (length === 1 && endsInReturn)) this.blankLines++;
      this.lines++;
      this.carried = 0;
      this.carriedReturn = false;
      start = end + 1;
    }
    if (start === chunk.length) return;
    this.carried += chunk.length - start;
    this.carriedReturn = chunk[chunk.length - 1] === CARRIAGE_RETURN;
  }

  finish(): { lines: number; blankLines: number } {
    return { lines: this.lines + (this.carried > 0 ? 1 : 0), blankLines: this.blankLines };
  }
}
