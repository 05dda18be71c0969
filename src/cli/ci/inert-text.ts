import type { Io } from '../io.js';

/**
 * Text whose lines a runner of GitHub Actions does not take for commands to itself: it reads both streams of a step, and
 * what stands in a file or in a description could set the outputs of the step. Elsewhere the text as it is.
 *
 * What would begin a command is written as JSON escapes it, so that JSON still says the same.
 */
export function inertText(text: string, { env }: Pick<Io, 'env'>): string {
  return env.GITHUB_ACTIONS === 'true' ? escapeCommands(text) : text;
}

/**
 * By src/Runner.Common/ActionCommand.cs of actions/runner: `::name` begins a command at the start of a line, after white
 * space; `##[name]`, the older form, anywhere in a line. It compares by a locale, which skips characters without a width.
 */
function escapeCommands(text: string): string {
  const sameLine = '(?![\\r\\n\\u2028\\u2029])';
  const skipped = `(?:${sameLine}[\\p{Cc}\\p{Default_Ignorable_Code_Point}])*`;
  const blank = `(?:${sameLine}[\\s\\p{Cc}\\p{Default_Ignorable_Code_Point}])*`;
  return text
    .replace(new RegExp(`^(${blank}):(?=${skipped}:)`, 'gmu'), '$1\\u003a')
    .replace(new RegExp(`#(?=${skipped}#${skipped}\\[)`, 'gu'), '\\u0023');
}
