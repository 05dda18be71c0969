import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArtifactContents } from '../../src/adapters/artifact-contents.js';
import { memoryBytes } from '../../src/adapters/model-files/byte-source.js';
import { readExternalData } from '../../src/adapters/model-files/onnx-external-data.js';
import { useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();

const FILES = resolve('fixtures/model-files');
const read = (name: string) => readFileSync(join(FILES, name));
const MODEL = 'external.onnx';
const DATA = 'external.onnx_data';

/** The format of each file of an artifact. */
async function formatsOf(files: Readonly<Record<string, Buffer>>): Promise<Record<string, string>> {
  const folder = inFolder('model');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const formats = await openArtifactContents(folder).formats('.');
  return Object.fromEntries(formats.map(({ path, format }) => [path, format]));
}

/** An entry of `external_data`, as protobuf writes it. */
function entry(path: string): Buffer {
  const length = Buffer.byteLength(path);
  const varint = length < 128 ? [length] : [(length % 128) + 128, Math.floor(length / 128)];
  return Buffer.concat([Buffer.from('\n\x08location\x12'), Buffer.from(varint), Buffer.from(path)]);
}

describe('a file that an ONNX model keeps its numbers in', () => {
  it('is ONNX beside that model, in any folder of the artifact', async () => {
    expect(await formatsOf({ [MODEL]: read(MODEL), [DATA]: read(DATA) })).toEqual({
      [MODEL]: 'onnx',
      [DATA]: 'onnx',
    });
    expect(await formatsOf({ [`v/${MODEL}`]: read(MODEL), [`v/${DATA}`]: read(DATA) })).toMatchObject({
      [`v/${DATA}`]: 'onnx',
    });
  });

  it('is none when no ONNX model names it', async () => {
    const other = { 'other.onnx_data': read(DATA), [`v/${DATA}`]: read(DATA) };
    expect(await formatsOf({ [MODEL]: read(MODEL), ...other })).toEqual({
      [MODEL]: 'onnx',
      'other.onnx_data': 'unknown',
      [`v/${DATA}`]: 'unknown',
    });
  });

  it('is none when what names it is no ONNX model', async () => {
    const broken = Buffer.concat([read(MODEL), Buffer.from([0xff])]);
    expect(await formatsOf({ [MODEL]: broken, [DATA]: read(DATA) })).toEqual({
      [MODEL]: 'unknown',
      [DATA]: 'unknown',
    });
  });

  it.each([
    ['call-0.pkl', 'pickle'],
    ['torch.pt', 'pickle'],
    ['numbers.npz', 'unknown'],
    ['joblib-gzip.joblib', 'pickle'],
    ['vocab.txt.gz', 'unknown'],
    ['joblib-xz.joblib', 'unknown'],
    ['tensors.safetensors', 'safetensors'],
  ])('keeps its own format when it is %s by its bytes', async (name, format) => {
    expect(await formatsOf({ [MODEL]: read(MODEL), [DATA]: read(name) })).toEqual({
      [MODEL]: 'onnx',
      [DATA]: format,
    });
  });

  it('is found wherever in a large model it is named, with a path of any length', () => {
    const long = `${'folder/'.repeat(40)}data`;
    const known = new Set(['data', long]);
    for (const before of [0, 2 ** 20 - 300, 2 ** 20 - 5, 2 ** 20, 2 ** 21 + 1]) {
      const model = Buffer.concat([Buffer.alloc(before), entry(long), entry('data'), entry('elsewhere')]);
      expect([...readExternalData(memoryBytes(model), (path) => known.has(path))]).toEqual([long, 'data']);
    }
  });
});
