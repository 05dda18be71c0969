import type { Instant } from '../../core/time.js';
import type { CiHost } from '../ci/ci-option.js';
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
  readonly subjectFile: string;
}

/** A command whose outcome also goes elsewhere. */
export interface ReportedRun {
  readonly targets: readonly ReportTarget[];
  readonly ci: CiHost | null;
  /** Its name, for what is written when it fails. */
  readonly command: string;
  readonly run: () => Promise<Outcome>;
  /** What is done with the outcome first, so that a verdict is seen whatever becomes of the files. */
  readonly print: (outcome: Outcome) => Promise<void>;
  /** The file that is judged, as a path within the repository; asked for after the run. */
  readonly subjectFile: () => string;
}

/**
 * Runs a command and writes its reports, each whole or not at all. Where the command could not do its work, they say so:
 * one of an earlier run would otherwise be taken for the result of this one. The CI host is told last, of what the program
 * really exits with.
 * @throws GovError of the command, else of the first file that cannot be written; warns of others like it, and of all of
 *   them where the command has changed something.
 */
export async function runWithReports(io: Io, reported: ReportedRun): Promise<void> {
  const { targets, command, subjectFile } = reported;
  let outcome: Outcome;
  try {
    outcome = await reported.run();
  } catch (error) {
    const report = { ...reportOfError(command, error), subjectFile: subjectFile() };
    await warnOf(io, await writeAll(targets, io, report));
    await tellHost(io, reported, report.document, describeError(error).exitCode);
    throw error;
  }
  await reported.print(outcome);
  if (outcome.document === undefined) return;
  const document = await outcome.document();
  const report = { document, schema: outcome.schema, object: outcome.report, subjectFile: subjectFile() };
  const failures = await writeAll(targets, io, report);
  const [failure, ...others] = outcome.committed === true ? [undefined, ...failures] : failures;
  await warnOf(io, others);
  const { exitCode } = failure === undefined ? outcome : describeError(failure);
  await tellHost(io, reported, document, exitCode);
  if (failure !== undefined) throw failure;
}

async function tellHost(
  io: Io,
  { ci }: ReportedRun,
  document: ReportDocument,
  exitCode: number,
): Promise<void> {
  if (ci === null) return;
  const { reportToGithub } = await import('../ci/report-to-github.js');
  await reportToGithub(io, document, exitCode);
}

async function warnOf(io: Io, failures: readonly unknown[]): Promise<void> {
  for (const failure of failures) {
    await writeNote(io, `warning: ${printable(describeError(failure).message)}\n`);
  }
}

function reportOfError(command: string, error: unknown): Omit<Report, 'subjectFile'> {
  const described = describeError(error);
  // The command may have failed before it had a registry, and with it the clock of one.
  const document = documentOfError(command, described, new Date().toISOString());
  return { document, schema: 'dharma-gov/error@1', object: described };
}

function documentOfError(command: string, error: ErrorReport, checkedAt: Instant): ReportDocument {
  const { kind, message, hint, exitCode } = error;
  // The rules said no, of the lifecycle for example: that is an answer.
  const isDenied = kind === 'denied';
  return {
    check: command,
    subject: command,
    title: command,
    verdict: isDenied ? 'fail' : 'unknown',
    summary: message,
    next: hint === null ? [] : [hint],
    facts: [
      { name: 'Error', value: kind },
      { name: 'Exit code', value: String(exitCode) },
    ],
    tests: [{ name: command, outcome: isDenied ? 'failed' : 'error', message }],
    sections: [],
    outputs: [],
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
  sarif: '"name": "dharma-gov"',
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
  sarif: async () => {
    const { renderSarif } = await import('./sarif-report.js');
    return ({ document, subjectFile }) => renderSarif(document, subjectFile);
  },
  json:
    async () =>
    ({ schema, object }) =>
      renderJson(schema, object),
};
