import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConfigDocument } from '../config/resolve-config.js';
import { GovError } from '../core/errors.js';
import { fileError, isMissing } from './file-errors.js';

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
    const absolute = path.resolve(folder, explicitPath);
    return {
      document: await parseConfig(explicitPath, readText(absolute)),
      baseFolder: path.dirname(absolute),
    };
  }
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const candidate = path.join(current, CONFIG_FILE_NAME);
    const text = readTextIfPresent(candidate);
    if (text !== undefined) {
      const shown = path.relative(folder, candidate);
      return { document: await parseConfig(shown, text), baseFolder: current };
    }
    if (current === path.dirname(current)) return { document: undefined, baseFolder: path.resolve(folder) };
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, 'read', file);
  }
}

function readTextIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(error, 'read', file);
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
  const { isNode, LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const { line } = lines.linePos(problem.pos[0]);
    throw new GovError('config', `${shownPath}:${line}: ${problem.message}`, { cause: problem });
  }
  return {
    path: shownPath,
    content: document.toJS() as unknown,
    lineOf: (keys) => {
      const node = document.getIn(keys, true);
      const start = isNode(node) ? node.range?.[0] : undefined;
      return start === undefined ? undefined : lines.linePos(start).line;
    },
  };
}
