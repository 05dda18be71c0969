import { posix } from 'node:path';
import type { ArtifactFormat } from '../gates/subject.js';
import { detectFormat, isRawData } from './artifact-format.js';
import type { ArtifactListing, ListedFile } from './artifact-listing.js';
import { lookInto } from './model-files/byte-source.js';
import { readExternalData } from './model-files/onnx-external-data.js';

interface FileFormat {
  readonly file: ListedFile;
  readonly format: ArtifactFormat | 'unknown';
}

/** The files of an artifact that are models. Numbers that an ONNX model in it keeps in a file of their own are ONNX, too. */
export function detectFormats(listing: ArtifactListing): FileFormat[] {
  const found = listing.files.flatMap((file): FileFormat[] => {
    const format = lookInto(file, detectFormat);
    return format === null ? [] : [{ file, format }];
  });
  const raw = found.filter(({ file, format }) => format === 'unknown' && lookInto(file, isRawData));
  const names = new Set(raw.map(({ file }) => file.name));
  const models = names.size === 0 ? [] : found.filter(({ format }) => format === 'onnx');
  const named = new Set(models.flatMap(({ file }) => externalDataOf(file, names)));
  return found.map(({ file, format }) => ({ file, format: named.has(file.name) ? 'onnx' : format }));
}

/** Those of `names` that the model keeps numbers in. */
function externalDataOf(model: ListedFile, names: ReadonlySet<string>): string[] {
  const nameOf = (path: string) => posix.join(posix.dirname(model.name), path);
  const paths = lookInto(model, (bytes) => readExternalData(bytes, (path) => names.has(nameOf(path))));
  return [...paths].map(nameOf);
}
