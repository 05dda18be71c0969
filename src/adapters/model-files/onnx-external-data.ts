import type { ByteSource } from './byte-source.js';

/** A `StringStringEntryProto` of onnx.proto: its key, then the tag of its value, whose length and text follow. */
const LOCATION = Buffer.from('\x0a\x08location\x12', 'latin1');
const MAX_PATH_BYTES = 4096;
const CHUNK_BYTES = 2 ** 20;
/** Of the length, a number of seven bits a byte. */
const MAX_LENGTH_BYTES = 2;

/**
 * Where an ONNX model says that the values of its tensors lie: paths relative to its folder, as
 * https://onnx.ai/onnx/repo-docs/ExternalData.html has them. Each only once, and only those that `isKnown`, so that there
 * are few of them whatever the model says.
 */
export function readExternalData(model: ByteSource, isKnown: (path: string) => boolean): ReadonlySet<string> {
  const paths = new Set<string>();
  for (let start = 0; start < model.length; start += CHUNK_BYTES) {
    const chunk = model.read(start, CHUNK_BYTES + LOCATION.length + MAX_LENGTH_BYTES + MAX_PATH_BYTES);
    for (
      let at = chunk.indexOf(LOCATION);
      at >= 0 && at < CHUNK_BYTES;
      at = chunk.indexOf(LOCATION, at + 1)
    ) {
      const path = readText(chunk, at + LOCATION.length);
      if (isKnown(path)) paths.add(path);
    }
  }
  return paths;
}

function readText(bytes: Buffer, at: number): string {
  const [low = 0, high = 0] = bytes.subarray(at, at + MAX_LENGTH_BYTES);
  const isShort = low < 0x80;
  const start = at + (isShort ? 1 : 2);
  return bytes.toString('utf8', start, start + (isShort ? low : (low & 0x7f) + high * 128));
}
