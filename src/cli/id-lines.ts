import { GovError } from '../core/errors.js';

/**
 * Splits a stream into ids, one a line, a chunk of the stream at a time. An id is the whole line.
 * @throws GovError input, with the number of the line, for an empty one, one with a carriage return or a tab, and
 * text that is not UTF-8.
 */
export async function* readIdLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let lines = 0;
  let rest = '';
  const decode = (chunk?: Uint8Array) => {
    try {
      return rest + decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw new GovError('input', `<stdin>: after line ${lines}: holds bytes that are not UTF-8`, { cause });
    }
  };
  // Ids before a bad one are good.
  function* checked(ids: string[]): Generator<string[]> {
    const bad = ids.findIndex((id) => id === '' || /[\r\t]/.test(id));
    const good = bad < 0 ? ids : ids.slice(0, bad);
    lines += good.length;
    if (good.length > 0) yield good;
    if (bad >= 0) throw badLine(lines + 1, ids[bad] ?? '');
  }
  for await (const chunk of chunks) {
    const ids = decode(chunk).split('\n');
    rest = ids.pop() ?? '';
    yield* checked(ids);
  }
  const last = decode();
  if (last !== '') yield* checked([last]);
}

function badLine(line: number, id: string): GovError {
  const place = `<stdin>: line ${line}`;
  if (id === '') return new GovError('input', `${place} is empty`, { hint: 'write one id a line' });
  return id.includes('\r')
    ? new GovError('input', `${place} holds a carriage return`, {
        hint: "remove it, or the id would be another one: tr -d '\\r'",
      })
    : new GovError('input', `${place} holds a tab, which is what ends an id in the output`, {
        hint: 'name the column with the ids alone: cut -f1; ab-test route --id takes any id',
      });
}
