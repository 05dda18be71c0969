import type { Command } from 'commander';
import type { Screen } from './render/screen.js';
import type { ReportDocument } from './reports/document.js';
import type { CliSession } from './session.js';

/** What a command has to say: a report for programs, its text for people, and the exit code both agree on. */
export interface Outcome {
  /** Name and version of the report's shape, for example `dharma-gov/list@1`. */
  readonly schema: string;
  readonly report: object;
  readonly exitCode: number;
  /** Whether something was changed for good: what fails afterwards must not look as if it were to be done again. */
  readonly committed?: boolean;
  /** Whether everything was printed while it ran: nothing is added at the end. */
  readonly printed?: boolean;
  readonly render: (screen: Screen) => string | Promise<string>;
  /** For `--report`, which the command then declares by `configureReports`. */
  readonly document?: () => ReportDocument | Promise<ReportDocument>;
}

/**
 * One verb. `configure` declares arguments and options (without defaults, so that configuration can set them);
 * `run` gets them parsed.
 */
export interface CommandModule<Options> {
  /** At least two, which a test runs. */
  readonly examples: readonly string[];
  readonly configure: (command: Command) => void;
  readonly run: (args: readonly string[], options: Options, session: CliSession) => Promise<Outcome>;
}

/** A verb within a group, or at the top of the help page. */
export interface Subcommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: CommandModule<never> }>;
}

/** Several verbs about one thing: `ab-test route`, `ab-test export`. */
export interface CommandGroup {
  /** In the order of the help page. */
  readonly subcommands: readonly Subcommand[];
}

/** Options of every command. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly color: boolean;
  readonly input: boolean;
  readonly verbose?: boolean;
  readonly dharmarc?: string;
  readonly registry?: string;
  /** Of commands whose outcome has a document. */
  readonly report?: readonly string[];
  /** Likewise. */
  readonly ci?: string;
}

/** Options of every command that changes something. */
export interface ActOptions {
  readonly actor?: string;
  readonly reason?: string;
  readonly dryRun?: boolean;
}

/** Declares all that a command takes. */
export function configureCommand(command: Command, module: CommandModule<never>): void {
  module.configure(command);
  addCommonOptions(command);
}

function addCommonOptions(command: Command): void {
  command
    .option('--json', 'print one JSON object instead of text')
    .option('--registry <folder>', 'folder of the registry (default: registryPath of .dharmarc, or models)')
    .option('--dharmarc <file>', 'read this configuration instead of the nearest .dharmarc')
    .option('--no-color', 'no colours, as with NO_COLOR=1')
    .option('--no-input', 'never ask; a missing answer is an error that names the flag')
    .option('--verbose', 'show where an internal error came from');
}

export function addActOptions(command: Command): void {
  command
    .option('--actor <name>', 'who is doing this (default: the CI user, git user.email, or the OS user)')
    .option('--reason <text>', 'why, for the audit trail')
    .option('--dry-run', 'show what would change and change nothing');
}
