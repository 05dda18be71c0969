import path from 'node:path';
import { GovError } from '../core/errors.js';
import { readTextIfPresent } from './text-file.js';

/**
 * A small JSON or YAML file -> its value.
 * @param file as the user wrote it, from `folder`
 * @throws GovError input when it is missing or is neither.
 */
export async function readDataFile(folder: string, file: string): Promise<unknown> {
  const text = readTextIfPresent({ path: path.resolve(folder, file), place: file });
  if (text === undefined) throw new GovError('input', `no file ${file}`, { hint: 'check the path' });
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    if (!/\.ya?ml$/i.test(file)) {
      throw new GovError('input', `${file}: not JSON: ${firstLine(cause)}`, { cause });
    }
  }
  const { parseYaml } = await import('./yaml-text.js');
  const reading = parseYaml(text);
  if ('problem' in reading)
    throw new GovError('input', `${file}:${reading.line}: not YAML: ${reading.problem}`);
  return reading.value;
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
