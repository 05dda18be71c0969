import path from 'node:path';
import type { ConfigDocument } from '../config/resolve-config.js';
import { GovError } from '../core/errors.js';
import { createFile } from './durable-file.js';
import { readTextIfPresent } from './text-file.js';

export const CONFIG_FILE_NAME = '.dharmarc';

/** A config file and the folder that relative paths in it start from. */
export interface FoundConfig {
  readonly document: ConfigDocument | undefined;
  readonly baseFolder: string;
}

/**
 * Reads `explicitPath`, or the nearest `.dharmarc` in `folder` or above it; with neither, defaults apply and `folder`
 * itself is the base.
 * @throws GovError config for text that is neither YAML nor JSON, input when `explicitPath` is not there.
 */
export async function findConfig(folder: string, explicitPath: string | undefined): Promise<FoundConfig> {
  if (explicitPath !== undefined) {
    const document = await readConfigDocument(folder, explicitPath, '--dharmarc');
    return { document, baseFolder: path.dirname(path.resolve(folder, explicitPath)) };
  }
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const candidate = path.join(current, CONFIG_FILE_NAME);
    const shown = path.relative(folder, candidate);
    const text = readTextIfPresent({ path: candidate, place: shown });
    if (text !== undefined) {
      return { document: await parseConfig(shown, text), baseFolder: current };
    }
    if (current === path.dirname(current)) return { document: undefined, baseFolder: path.resolve(folder) };
  }
}

/**
 * Reads one file of YAML or JSON.
 * @param flag what named it, for messages
 * @throws GovError config for text that is neither YAML nor JSON, input when the file is not there.
 */
export async function readConfigDocument(
  folder: string,
  file: string,
  flag: string,
): Promise<ConfigDocument> {
  const text = readTextIfPresent({ path: path.resolve(folder, file), place: file });
  if (text === undefined) throw new GovError('input', `${flag}: no file ${file}`, { hint: 'check the path' });
  return parseConfig(file, text);
}

/** @throws GovError input when the file is already there. */
export async function writeConfigFile(file: string, text: string): Promise<void> {
  if ((await createFile({ path: file, place: file }, text, () => {})) === 'exists') {
    throw new GovError('input', `${file} is already there`, { hint: 'edit it, or remove it first' });
  }
}

async function parseConfig(shownPath: string, text: string): Promise<ConfigDocument> {
  // YAML is a superset of JSON, but its parser is ten times the code: JSON files do without it.
  if (text.trimStart().startsWith('{')) {
    try {
      return { path: shownPath, content: JSON.parse(text) as unknown, lineOf: () => undefined };
    } catch {
      // Perhaps a YAML flow mapping; its parser has the better message if not.
    }
  }
  const { parseYaml } = await import('./yaml-text.js');
  const reading = parseYaml(text);
  if ('problem' in reading) throw new GovError('config', `${shownPath}:${reading.line}: ${reading.problem}`);
  return { path: shownPath, content: reading.value, lineOf: reading.lineOf };
}
