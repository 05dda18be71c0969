import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openArtifactContents } from '../../src/adapters/artifact-contents.js';
import { detectFormat } from '../../src/adapters/artifact-format.js';
import { memoryBytes } from '../../src/adapters/model-files/byte-source.js';
import { useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();

const FILES = path.resolve('fixtures/model-files');
const read = (name: string) => readFileSync(path.join(FILES, name));
const formatOf = (content: Buffer | string) => detectFormat(memoryBytes(Buffer.from(content)));

/** @param opening the first byte of the file, which is a part of the header's length */
function safetensors(data: Buffer, opening?: string, tensors: object = wholeTensor(data.length)): Buffer {
  const json = JSON.stringify(tensors);
  let length = Buffer.byteLength(json);
  while (opening !== undefined && length % 256 !== opening.charCodeAt(0)) length += 1;
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([start, Buffer.from(json.padEnd(length)), data]);
}

const wholeTensor = (bytes: number) => ({ w: { dtype: 'U8', shape: [bytes], data_offsets: [0, bytes] } });

/** With a comment, which other bytes of the archive stand before. */
function withComment(archive: Buffer, comment: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16LE(comment.length);
  return Buffer.concat([archive.subarray(0, -2), length, comment]);
}

const TAR_BYTES = 1536;

/** A safetensors file of the same size as `other`, which it is from the end of its own header on. */
function safetensorsOver(other: Buffer): Buffer {
  const headerBytes = 8 + 'Z'.charCodeAt(0);
  return safetensors(other.subarray(headerBytes), 'Z');
}

/** An empty file whose name is the header of a safetensors file. */
function tar(): Buffer {
  const archive = Buffer.alloc(TAR_BYTES);
  safetensorsOver(archive).copy(archive, 0, 0, 98);
  archive.write('0000644', 100);
  archive.write('00000000000', 124);
  archive.write('00000000000', 136);
  archive.fill(' ', 148, 156);
  const sum = archive.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return archive;
}

const NAMES = readdirSync(FILES).filter((name) => name !== 'make.py');
const EXPECTED: Readonly<Record<string, ReturnType<typeof detectFormat>>> = {
  'joblib-xz.joblib': 'unknown',
  'numbers.npy': 'unknown',
  'numbers.npz': 'unknown',
  'linear.onnx': 'onnx',
  'external.onnx': 'onnx',
  'external.onnx_data': 'unknown',
  'tensors.safetensors': 'safetensors',
  'tiny.gguf': 'gguf',
  'vocab.txt.gz': 'unknown',
};

describe('the format of a model file', () => {
  it.each(NAMES)('is told of %s, as its own library wrote it', (name) => {
    expect(formatOf(read(name))).toBe(Object.hasOwn(EXPECTED, name) ? EXPECTED[name] : 'pickle');
  });

  it('is told by the bytes, whatever a file is called, and read from the disk', async () => {
    const folder = inFolder('models');
    mkdirSync(folder);
    copyFileSync(path.join(FILES, 'call-4.pkl'), path.join(folder, 'model.safetensors'));
    copyFileSync(path.join(FILES, 'tensors.safetensors'), path.join(folder, 'model.pkl'));
    writeFileSync(path.join(folder, 'config.json'), '{"layers": 3}\n');
    expect(await openArtifactContents(folder).formats('.')).toEqual([
      { path: 'model.pkl', format: 'safetensors' },
      { path: 'model.safetensors', format: 'pickle' },
    ]);
  });

  it('is that of a pickle when other formats can be read from the same bytes', () => {
    // A GGUF file opens with a float to pickle: its version and counts are a part of it.
    const gguf = Buffer.concat([
      Buffer.from('GGUF\x03\0\0\0\0', 'latin1'),
      Buffer.from('0'),
      read('no-end.pkl'),
    ]);
    expect(formatOf(gguf)).toBe('pickle');
    // And a ZIP archive with a line that names something.
    const archive = read('numbers.npz');
    const line = Buffer.concat([Buffer.from('PK\x03\x04\n0', 'latin1'), read('call-0.pkl'), archive]);
    expect(formatOf(line)).toBe('pickle');
  });

  it('is that of a pickle however far away the call in it is', () => {
    const padding = (letter: string) => `${letter}'${'a'.repeat(2_000_000)}'\n0`;
    expect(formatOf(Buffer.concat([Buffer.from(padding('S')), read('no-end.pkl')]))).toBe('pickle');
    expect(formatOf(Buffer.concat([Buffer.from('N0'.repeat(300_000)), read('no-end.pkl')]))).toBe('pickle');
    const compressed = gzipSync(Buffer.concat([randomBytes(20_000), read('no-end.pkl')]));
    expect(formatOf(compressed)).toBe('unknown');
  });

  it('is that of a pickle that takes the whole of another format for one line', () => {
    const call = Buffer.from("\ncos\nsystem\n(S'true'\ntR.");
    expect(formatOf(safetensors(Buffer.concat([Buffer.alloc(2_100_000, 'a'), call]), 'V'))).toBe('pickle');
    // Legacy files of PyTorch are several pickles: the first ones only say so.
    const second = Buffer.concat([Buffer.from('aa\n0I1\n.I2\n.'), call.subarray(1)]);
    expect(formatOf(safetensors(second, 'V'))).toBe('pickle');
    // A name may be as long as its writer likes: os.path.os.path.os ...
    const name = Buffer.from(`aa\n0cos\n${'path.os.'.repeat(200_000)}system\n(S'true'\ntR.`);
    expect(formatOf(safetensors(name, 'V'))).toBe('pickle');
    const steps = Buffer.from(`aa\n0${'N0'.repeat(300_000)}`);
    expect(formatOf(safetensors(Buffer.concat([steps, call.subarray(1)]), 'V'))).toBe('pickle');
    expect(formatOf(safetensors(Buffer.alloc(2_100_000, 'a'), 'V'))).toBe('safetensors');
  });

  it.each([
    ['text', Buffer.alloc(70_000, '#')],
    ['a safetensors file', safetensors(Buffer.from('abc'))],
    ['a GGUF file', read('tiny.gguf')],
  ])('is that of the archive behind %s', (_name, before) => {
    const comment = Buffer.alloc(65_000, '#');
    for (const archive of ['torch.pt', 'pickle-in-a-zip.bin'].map(read)) {
      expect(formatOf(Buffer.concat([before, archive]))).toBe('pickle');
      expect(formatOf(Buffer.concat([before, withComment(archive, comment)]))).toBe('pickle');
    }
    expect(formatOf(Buffer.concat([before, read('numbers.npz')]))).toBe('unknown');
  });

  it('is that of the archive within the tensors of a safetensors file', () => {
    expect(formatOf(safetensors(read('torch.pt')))).toBe('pickle');
  });

  it('is unknown for HDF5 and the oldest format of PyTorch within the tensors of a safetensors file', () => {
    const hdf5 = Buffer.concat([Buffer.alloc(2048), Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')]);
    expect(formatOf(safetensorsOver(hdf5))).toBe('unknown');
    expect(formatOf(safetensorsOver(tar()))).toBe('unknown');
    expect(formatOf(safetensorsOver(Buffer.alloc(TAR_BYTES)))).toBe('safetensors');
  });

  it.each([
    ['without numbers', { w: { dtype: 'U8', shape: [8], data_offsets: [null, null] } }],
    ['with a fraction', { w: { dtype: 'U8', shape: [8], data_offsets: [0.5, 8] } }],
    ['with three numbers', { w: { dtype: 'U8', shape: [8], data_offsets: [0, 8, 8] } }],
    ['that begin late', { w: { dtype: 'U8', shape: [7], data_offsets: [1, 8] } }],
    ['that end early', wholeTensor(7)],
    ['that end late', wholeTensor(9)],
    [
      'with a gap',
      {
        v: { dtype: 'U8', shape: [4], data_offsets: [4, 8] },
        w: { dtype: 'U8', shape: [3], data_offsets: [0, 3] },
      },
    ],
    ['that overlap', { ...wholeTensor(8), v: { dtype: 'U8', shape: [4], data_offsets: [4, 8] } }],
    ['of no tensor', {}],
  ])('is not safetensors with offsets %s', (_name, tensors) => {
    expect(formatOf(safetensors(Buffer.alloc(8, 0xff), undefined, tensors))).toBe('unknown');
  });

  it('is safetensors whatever the order of the tensors in the header, some of them empty', () => {
    const tensors = {
      __metadata__: { format: 'pt' },
      v: { dtype: 'U8', shape: [4], data_offsets: [4, 8] },
      none: { dtype: 'U8', shape: [0], data_offsets: [4, 4] },
      w: { dtype: 'U8', shape: [4], data_offsets: [0, 4] },
    };
    expect(formatOf(safetensors(Buffer.alloc(8, 0xff), undefined, tensors))).toBe('safetensors');
  });

  it.each([
    ['JSON', '{"a": [1, 2]}'],
    ['YAML', 'config:\n  layers: 3\n'],
    ['a list of words', 'cat\ndog\na\nb\nRest.\n'],
    ['words that are opcodes', 'c\nd\ntR.'],
    ['an abbreviation', 'N.B. this model is for tests\n'],
    ['Markdown in many scripts', `# Größe 模型 🧠\n\n${'漢字'.repeat(40_000)}\n`],
    ['x to the power of two', 'x^2 + y'],
    ['nothing', ''],
  ])('is none for %s', (_name, text) => {
    expect(formatOf(text)).toBeNull();
  });

  it.each([
    ['random bytes', Buffer.from([0xff, 0xfe, 0x01])],
    [
      'text that goes over into something else',
      Buffer.concat([Buffer.from('a'.repeat(200_000)), Buffer.from([0, 1])]),
    ],
    [
      'something between text',
      Buffer.concat([Buffer.alloc(200_000, '#'), Buffer.from([0, 1]), Buffer.alloc(200_000, '#')]),
    ],
    [
      'Latin-1 between text',
      Buffer.concat([Buffer.alloc(200_000, '#'), Buffer.from('\xf6', 'latin1'), Buffer.alloc(200_000, '#')]),
    ],
    ['more text than anybody reads', Buffer.alloc(65 * 2 ** 20, '#')],
    ['a cut safetensors file', read('tensors.safetensors').subarray(0, 150)],
    ['a safetensors file with more tensors than bytes', read('tensors.safetensors').subarray(0, -1)],
    ['a cut ONNX file', read('linear.onnx').subarray(0, 100)],
    ['an ONNX file with something behind it', Buffer.concat([read('linear.onnx'), Buffer.from([0xff])])],
    ['the magic of GGUF alone', Buffer.from('GGUF\x03\0\0\0', 'latin1')],
    ['a cut archive', read('numbers.npz').subarray(0, 300)],
    ['a Latin-1 text', Buffer.from('Gr\xf6\xdfe', 'latin1')],
  ])('cannot be told of %s', (_name, content) => {
    expect(formatOf(content)).toBe('unknown');
  });

  it('is told of a file of 20 GB by a few of its bytes', async () => {
    const folder = inFolder('models');
    mkdirSync(folder);
    const header = Buffer.from(
      '{"weights":{"dtype":"F32","shape":[5000000000],"data_offsets":[0,20000000000]}}',
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    writeFileSync(path.join(folder, 'model'), Buffer.concat([length, header]));
    truncateSync(path.join(folder, 'model'), 8 + header.length + 20_000_000_000);
    expect(await openArtifactContents(folder).formats('model')).toEqual([
      { path: 'model', format: 'safetensors' },
    ]);
  });

  it('is told of any bytes without failing', () => {
    const openings = ['', 'PK\x03\x04', 'GGUF', '\x93NUMPY', '\x1f\x8b', '\x78\x9c', '\x80', 'c', '\x08\x0a'];
    fc.assert(
      fc.property(fc.constantFrom(...openings), fc.uint8Array({ maxLength: 300 }), (opening, rest) => {
        const format = formatOf(Buffer.concat([Buffer.from(opening, 'latin1'), rest]));
        expect([null, 'unknown', 'pickle', 'onnx', 'gguf', 'safetensors']).toContain(format);
      }),
    );
  });

  it.each(NAMES)('of %s never changes into a format that runs no code by cutting it', (name) => {
    const whole = formatOf(read(name));
    for (let end = 1; end < read(name).length; end++) {
      const format = formatOf(read(name).subarray(0, end));
      if (format !== whole) expect([null, 'unknown', 'pickle']).toContain(format);
    }
  });
});
