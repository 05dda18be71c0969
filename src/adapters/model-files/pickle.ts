import type { ByteSource } from './byte-source.js';

/** A line (`text\n`), two of them, so many bytes, or a count of so many bytes with the bytes it counts. */
type Argument = 'line' | 'lines' | { readonly bytes: number } | { readonly counted: number };

interface Opcode {
  readonly argument: Argument;
  /** Taken from the stack: `mark` is all down to the last mark, and the mark. */
  readonly pops: number | 'mark' | 'mark-and-one' | 'top' | 'new-mark';
  readonly pushes: number;
  /** Whether it brings in a function by its name, or calls something. */
  readonly act?: 'global' | 'call';
}

const NONE: Argument = { bytes: 0 };

function opcodes(
  codes: string,
  argument: Argument,
  pops: Opcode['pops'],
  pushes: number,
  act?: 'global' | 'call',
): [number, Opcode][] {
  const opcode = { argument, pops, pushes, ...(act === undefined ? {} : { act }) };
  return [...Buffer.from(codes, 'latin1')].map((code) => [code, opcode]);
}

/** Protocols 0 to 5, by Python's `Lib/pickletools.py`, but for the one that ends a pickle. */
const OPCODES: ReadonlyMap<number, Opcode> = new Map([
  ...opcodes(')]}N\x88\x89\x8f\x97', NONE, 0, 1),
  ...opcodes('ILFSVPg', 'line', 0, 1),
  ...opcodes('Kh', { bytes: 1 }, 0, 1),
  ...opcodes('M', { bytes: 2 }, 0, 1),
  ...opcodes('Jj', { bytes: 4 }, 0, 1),
  ...opcodes('G', { bytes: 8 }, 0, 1),
  ...opcodes('UC\x8a\x8c', { counted: 1 }, 0, 1),
  ...opcodes('TXB\x8b', { counted: 4 }, 0, 1),
  ...opcodes('\x8d\x8e\x96', { counted: 8 }, 0, 1),
  ...opcodes('\x80', { bytes: 1 }, 0, 0),
  ...opcodes('\x95', { bytes: 8 }, 0, 0),
  ...opcodes('p', 'line', 1, 1),
  ...opcodes('q', { bytes: 1 }, 1, 1),
  ...opcodes('r', { bytes: 4 }, 1, 1),
  ...opcodes('2', NONE, 1, 2),
  ...opcodes('Q\x85\x94\x98', NONE, 1, 1),
  ...opcodes('a\x86', NONE, 2, 1),
  ...opcodes('s\x87', NONE, 3, 1),
  ...opcodes('(', NONE, 'new-mark', 0),
  ...opcodes('0', NONE, 'top', 0),
  ...opcodes('1', NONE, 'mark', 0),
  ...opcodes('dlt\x91', NONE, 'mark', 1),
  ...opcodes('eu\x90', NONE, 'mark-and-one', 1),
  ...opcodes('c', 'lines', 0, 1, 'global'),
  ...opcodes('\x82', { bytes: 1 }, 0, 1, 'global'),
  ...opcodes('\x83', { bytes: 2 }, 0, 1, 'global'),
  ...opcodes('\x84', { bytes: 4 }, 0, 1, 'global'),
  ...opcodes('\x93', NONE, 2, 1, 'global'),
  ...opcodes('Rb\x81', NONE, 2, 1, 'call'),
  ...opcodes('\x92', NONE, 3, 1, 'call'),
  ...opcodes('o', NONE, 'mark', 1, 'call'),
  ...opcodes('i', 'lines', 'mark', 1, 'call'),
]);

const STOP = 0x2e;
const LINE_END = 0x0a;
/** Names and calls at once. */
const INST = 0x69;

/** There are 5 so far. */
const MAX_PROTOCOL = 15;

/** Text and tensors that happen to be made of opcodes end long before. */
const MAX_OPCODES = 200_000;
const MAX_NAME_BYTES = 4096;
/** Most lines are short, and a file of 20 GB may have none. */
const LINE_CHUNK_BYTES = { first: 4096, further: 2 ** 20 };
/** Of a name that is too long to look at. */
const ENDLESS = Number.POSITIVE_INFINITY;

/**
 * Whether Python's `pickle` would take these bytes for one of its own, or several: they open as protocol 2 and later do,
 * or their opcodes make sense until something is called, or to their end. A pickle that calls something has run code by
 * then, whatever comes behind it, so that is not looked at. What makes sense for too long to walk through is one, too.
 */
export function isPickle(bytes: ByteSource): boolean {
  const [first = 0, protocol = 0, next = 0] = bytes.read(0, 3);
  const hasHeader = first === 0x80 && protocol >= 2 && protocol <= MAX_PROTOCOL;
  if (hasHeader && OPCODES.has(next)) return true;
  let stack = new StackDepth();
  let hasGlobal = false;
  let at = 0;
  for (let steps = 0; steps < MAX_OPCODES; steps++) {
    const [code] = bytes.read(at, 1);
    if (code === STOP) {
      if (stack.depth < 1) return false;
      if (isEnd(bytes, at + 1)) return stack.depth === 1;
      // Legacy files of PyTorch are several pickles, and the code is in the last of them.
      stack = new StackDepth();
      at += 1;
      continue;
    }
    const opcode = code === undefined ? undefined : OPCODES.get(code);
    const end = opcode && endOfArgument(bytes, at + 1, opcode.argument);
    if (end === ENDLESS) return true;
    if (opcode === undefined || end === undefined || end > bytes.length) return false;
    if (!stack.apply(opcode)) return false;
    if (opcode.act === 'global') hasGlobal = true;
    if (opcode.act === 'call' && (hasGlobal || code === INST)) return true;
    at = end;
  }
  return true;
}

/** Nothing but white space behind. */
function isEnd(bytes: ByteSource, at: number): boolean {
  return bytes.length - at < 16 && bytes.read(at, 16).toString('latin1').trim() === '';
}

/** Undefined where it cannot be an argument of that kind. */
function endOfArgument(bytes: ByteSource, at: number, argument: Argument): number | undefined {
  if (argument === 'line') return endOfLine(bytes, at);
  if (argument === 'lines') {
    const middle = endOfName(bytes, at);
    return middle === undefined || middle === ENDLESS ? middle : endOfName(bytes, middle);
  }
  if ('bytes' in argument) return at + argument.bytes;
  const { counted } = argument;
  const count = bytes.read(at, counted);
  if (count.length < counted) return bytes.length + 1;
  // 8 bytes may count more than any file has.
  const size = counted === 8 ? Number(count.readBigUInt64LE()) : count.readUIntLE(0, counted);
  return at + counted + size;
}

/** However far away it is: a bound here would be a place to hide behind. */
function endOfLine(bytes: ByteSource, at: number): number | undefined {
  let chunkBytes = LINE_CHUNK_BYTES.first;
  for (let start = at; start < bytes.length; start += chunkBytes) {
    if (start > at) chunkBytes = LINE_CHUNK_BYTES.further;
    const length = bytes.read(start, chunkBytes).indexOf(LINE_END);
    if (length >= 0) return start + length + 1;
  }
  return undefined;
}

/** Of a line that names a module or something in it: this is where text that happens to be made of opcodes fails. */
function endOfName(bytes: ByteSource, at: number): number | undefined {
  const start = bytes.read(at, MAX_NAME_BYTES);
  const length = start.indexOf(LINE_END);
  const name = start.subarray(0, length < 0 ? start.length : length).toString();
  if (length >= 0) return /^[\p{L}\p{N}_.<>]+\r?$/u.test(name) ? at + length + 1 : undefined;
  // The last character may be cut.
  return start.length === MAX_NAME_BYTES && /^[\p{L}\p{N}_.<>]+\ufffd?$/u.test(name) ? ENDLESS : undefined;
}

/** How many values are on the stack, and how many of them below each mark. */
class StackDepth {
  depth = 0;
  private readonly marks: number[] = [];

  /** False when the opcode takes more than there is. */
  apply({ pops, pushes }: Opcode): boolean {
    if (!this.take(pops)) return false;
    this.depth += pushes;
    return true;
  }

  private take(pops: Opcode['pops']): boolean {
    const mark = this.marks.at(-1);
    if (pops === 'new-mark') return this.marks.push(this.depth) > 0;
    // `0` takes a mark that nothing is above.
    if (pops === 'top') return this.take(this.depth === mark ? 'mark' : 1);
    if (typeof pops === 'number') {
      this.depth -= pops;
      return this.depth >= (mark ?? 0);
    }
    if (mark === undefined) return false;
    this.marks.pop();
    this.depth = mark;
    return pops === 'mark' || this.take(1);
  }
}
