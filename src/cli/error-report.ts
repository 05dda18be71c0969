import { EXIT_CODES, GovError } from '../core/errors.js';
import type { Screen } from './render/screen.js';
import { printable } from './render/text.js';

/** An error as it goes to the error stream: one line and a hint, or one JSON object. */
export function renderError(
  error: unknown,
  options: { readonly json: boolean; readonly verbose: boolean; readonly screen: Screen },
): { text: string; exitCode: number } {
  const report = describeError(error);
  if (options.json) {
    return {
      text: `${JSON.stringify({ schema: 'dharma-gov/error@1', ...report })}\n`,
      exitCode: report.exitCode,
    };
  }
  const { screen } = options;
  const lines = [`${screen.red('error:')} ${printable(report.message)}`];
  if (report.hint !== null) lines.push(`${screen.cyan('hint:')} ${printable(report.hint)}`);
  if (options.verbose && error instanceof Error && error.stack !== undefined)
    lines.push(screen.dim(error.stack.split('\n').map(printable).join('\n')));
  return { text: `${lines.join('\n')}\n`, exitCode: report.exitCode };
}

export interface ErrorReport {
  readonly kind: string;
  readonly message: string;
  readonly hint: string | null;
  readonly exitCode: number;
}

/** An error in the terms of a report. */
export function describeError(error: unknown): ErrorReport {
  if (error instanceof GovError) {
    return { kind: error.kind, message: error.message, hint: error.hint ?? null, exitCode: error.exitCode };
  }
  const [message] = (error instanceof Error ? error.message : String(error)).split('\n');
  return {
    kind: 'internal',
    message: `internal error: ${message}`,
    hint: 'this is a bug: please report it, with the output of the same command and --verbose',
    exitCode: EXIT_CODES.internal,
  };
}
