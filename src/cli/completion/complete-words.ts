import type { Command } from 'commander';
import { EXIT_CODES } from '../../core/errors.js';
import type { Io } from '../io.js';
import { writeResult } from '../output.js';
import { printable } from '../render/text.js';
import type { Candidate } from './candidate.js';
import { type Completion, complete } from './complete.js';
import { splitLine } from './split-line.js';

/**
 * What the scripts of `dharma-gov completion` ask for, a candidate a line:
 * - `words <word>...`, the last one still being typed: the candidate, a tab, and what it is;
 * - `line <line> <fragment>`, bash's: the line up to the cursor, and the part of its last word that bash will replace.
 *   What is printed takes the place of that part.
 *
 * `:files` or `:folders`, a tab and a prefix ask the script to add paths behind that prefix.
 */
export async function completeWords(program: Command, argv: readonly string[], io: Io): Promise<number> {
  const [mode, ...texts] = argv;
  const typed = mode === 'line' ? splitLine(texts[0] ?? '').slice(1) : texts;
  const current = typed.at(-1) ?? '';
  const completion = await complete(program, typed.slice(0, -1), current, io);
  const lines =
    mode === 'line' ? renderRest(completion, keptLength(current, texts[1] ?? '')) : renderWhole(completion);
  await writeResult(io, lines.map((line) => `${line}\n`).join(''));
  return EXIT_CODES.ok;
}

function renderWhole({ candidates, paths }: Completion): string[] {
  return [...candidates.map(renderCandidate), ...renderPaths(paths, 0)];
}

function renderCandidate({ word, description }: Candidate): string {
  return `${word}\t${printable(description)}`;
}

function renderRest({ candidates, paths }: Completion, kept: number): string[] {
  return [...candidates.map(({ word }) => word.slice(kept)), ...renderPaths(paths, kept)];
}

function renderPaths(paths: Completion['paths'], kept: number): string[] {
  return paths === null ? [] : [`:${paths.kind}\t${paths.prefix.slice(kept)}`];
}

/**
 * How much of a word stays on the line. To bash a word also ends at each of `COMP_WORDBREAKS`, of which it replaces only
 * what comes behind the last: `staging` of `--to=staging`; but behind an `@`, that character too.
 */
function keptLength(word: string, fragment: string): number {
  const plain = word.endsWith(fragment) ? fragment : fragment.replace(/\\(.)/gs, '$1');
  return Math.max(0, word.length - plain.length);
}
