import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
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

const NAMES = readdirSync(FILES).filter((name) => name !== 'make.py');
const EXPECTED: Readonly<Record<string, ReturnType<typeof detectFormat>>> = {
  'joblib-xz.joblib': 'unknown',
  'numbers.npy': 'unknown',
  'numbers.npz': 'unknown',
  'linear.onnx': 'onnx',
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
    const header = Buffer.from('{"w":{"dtype":"F32","shape":[5000000000],"data_offsets":[0,20000000000]}}');
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

describe('a model card', () => {
  it('lies in the folder of the model files, or beside the file', async () => {
    const folder = inFolder('models');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'model.bin'), 'x');
    writeFileSync(path.join(folder, 'CARD.md'), '# Card\n');
    const contents = openArtifactContents(path.dirname(folder));
    const name = path.basename(folder);
    const card = { path: `${name}/CARD.md`, bytes: 7 };
    expect(await contents.modelCard(name, 'CARD.md')).toEqual(card);
    expect(await contents.modelCard(`${name}/model.bin`, 'CARD.md')).toEqual(card);
    expect(await contents.modelCard(name, 'OTHER.md')).toBeUndefined();
  });

  it('is a plain file there, and nothing that a name or a link leads to', async () => {
    const folder = inFolder('models');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'model.bin'), 'x');
    symlinkSync('model.bin', path.join(folder, 'CARD.md'));
    const contents = openArtifactContents(folder);
    await expect(contents.modelCard('model.bin', 'CARD.md')).rejects.toThrow('not a plain file');
    await expect(contents.modelCard('model.bin', '../CARD.md')).rejects.toThrow('leads out of');
    await expect(contents.modelCard('model.bin', '.')).rejects.toThrow('not a plain file');
  });
});
