import path from 'node:path';
import { appendText, sizeOfFile } from '../../adapters/append-text.js';
import type { Location } from '../../adapters/location.js';
import { describeError } from '../error-report.js';
import type { Io } from '../io.js';
import { writeCommands, writeNote } from '../output.js';
import { formatBytes, printable } from '../render/text.js';
import type { ReportDocument } from '../reports/document.js';
import { renderMarkdown } from '../reports/markdown-report.js';
import { renderAnnotations } from './annotations.js';
import { renderOutputs } from './step-outputs.js';

/** Of all that a step writes; of one byte more GitHub shows nothing. */
const MAX_SUMMARY_BYTES = 2 ** 20;
/** Less is not worth the heading. */
const MIN_SUMMARY_BYTES = 2 ** 10;

/**
 * Tells GitHub Actions of a check: annotations, the summary of the step, and its outputs. Annotations go to the error
 * stream: the runner reads commands from both (ScriptHandler.cs of actions/runner), and stdout is the result.
 *
 * Never fails: nobody has named these files, as one does with `--report`, and what a step passes or fails for is its
 * verdict. A file that cannot be written is a warning.
 */
export async function reportToGithub(io: Io, document: ReportDocument, exitCode: number): Promise<void> {
  await writeCommands(io, renderAnnotations(document));
  await attempt(io, 'GITHUB_STEP_SUMMARY', (file) => appendSummary(io, file, document));
  await attempt(io, 'GITHUB_OUTPUT', (file) =>
    appendText(
      file,
      `\n${renderOutputs([
        { name: 'verdict', value: document.verdict },
        { name: 'exit-code', value: String(exitCode) },
        ...document.outputs,
      ])}`,
    ),
  );
}

async function appendSummary(io: Io, file: Location, document: ReportDocument): Promise<void> {
  // What another program has written may not have ended its last line.
  const left = MAX_SUMMARY_BYTES - (await sizeOfFile(file)) - 1;
  if (left >= MIN_SUMMARY_BYTES) return appendText(file, `\n${renderMarkdown(document, left)}`);
  await writeNote(
    io,
    `warning: the step's summary is full (GitHub takes ${formatBytes(MAX_SUMMARY_BYTES)}): this report is left out\n`,
  );
}

/** Does something with the file that a variable names; nothing where there is none. */
async function attempt(io: Io, variable: string, write: (file: Location) => Promise<void>): Promise<void> {
  const name = io.env[variable] ?? '';
  if (name === '') return;
  try {
    await write({ path: path.resolve(io.cwd, name), place: variable });
  } catch (error) {
    await writeNote(io, `warning: ${printable(describeError(error).message)}\n`);
  }
}
