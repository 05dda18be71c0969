import type { Instant } from '../../core/time.js';
import type { Outcome } from '../command.js';
import { describeError, type ErrorReport } from '../error-report.js';
import type { Io } from '../io.js';
import { renderJson, writeNote } from '../output.js';
import { writeOutputFile } from '../output-file.js';
import { printable } from '../render/text.js';
import type { ReportDocument } from './document.js';
import type { ReportFormat, ReportTarget } from './report-option.js';

/** A check as it goes into files: for people, and the object that programs get. */
interface Report {
  readonly document: ReportDocument;
  readonly schema: string;
  readonly object: object;
}

/**
 * Runs a command whose outcome also goes into files, each written whole or not at all. Where the command could not do its
 * work, the files say so: one of an earlier run would otherwise be taken for the result of this one.
 * @param print what is done with the outcome first, so that a verdict is seen whatever becomes of the files
 * @throws GovError of the command, else of the first file that cannot be written; warns of others like it.
 */
export async function runWithReports(
  targets: readonly ReportTarget[],
  command: string,
  io: Io,
  run: () => Promise<Outcome>,
  print: (outcome: Outcome) => Promise<void>,
): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await run();
  } catch (error) {
    await warnOf(io, await writeAll(targets, io, reportOfError(command, error)));
    throw error;
  }
  await print(outcome);
  if (outcome.document === undefined) return;
  const document = await outcome.document();
  const report = { document, schema: outcome.schema, object: outcome.report };
  const [failure, ...others] = await writeAll(targets, io, report);
  await warnOf(io, others);
  if (failure !== undefined) throw failure;
}

async function warnOf(io: Io, failures: readonly unknown[]): Promise<void> {
  for (const failure of failures) {
    await writeNote(io, `warning: ${printable(describeError(failure).message)}\n`);
  }
}

function reportOfError(command: string, error: unknown): Report {
  const described = describeError(error);
  // The command may have failed before it had a registry, and with it the clock of one.
  const document = documentOfError(command, described, new Date().toISOString());
  return { document, schema: 'dharma-gov/error@1', object: described };
}

function documentOfError(command: string, error: ErrorReport, checkedAt: Instant): ReportDocument {
  const { kind, message, hint, exitCode } = error;
  return {
    check: command,
    subject: command,
    title: command,
    verdict: 'unknown',
    summary: message,
    next: hint === null ? [] : [hint],
    facts: [
      { name: 'Error', value: kind },
      { name: 'Exit code', value: String(exitCode) },
    ],
    tests: [{ name: command, outcome: 'error', message }],
    sections: [],
    checkedAt,
  };
}

/** @returns why each of the files that are not there is not */
async function writeAll(targets: readonly ReportTarget[], io: Io, report: Report): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (const { format, file } of targets) {
    try {
      const text = await (await RENDERERS[format]())(report);
      await writeOutputFile(io.cwd, file, text, MARKS[format]);
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}

/** What tells a report of an earlier run from any other file. */
const MARKS: Record<ReportFormat, string> = {
  html: ' by dharma-gov.</footer>',
  markdown: ' by dharma-gov</sub>',
  junit: '<testsuites name="dharma-gov ',
  json: '"schema": "dharma-gov/',
};

/** Each loads its format alone: what draws charts is larger than all the rest of the program. */
const RENDERERS: Record<ReportFormat, () => Promise<(report: Report) => string>> = {
  html: async () => {
    const { renderHtml } = await import('./html-report.js');
    return ({ document }) => renderHtml(document);
  },
  markdown: async () => {
    const { renderMarkdown } = await import('./markdown-report.js');
    return ({ document }) => renderMarkdown(document);
  },
  junit: async () => {
    const { renderJunit } = await import('./junit-report.js');
    return ({ document }) => renderJunit(document);
  },
  json:
    async () =>
    ({ schema, object }) =>
      renderJson(schema, object),
};
