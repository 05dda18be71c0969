import { Command, CommanderError } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT_CODES, GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import { CATALOG } from './catalog.js';
import { checkChoices } from './choice-option.js';
import { findCiHost } from './ci/ci-option.js';
import {
  type ActOptions,
  type CommandGroup,
  type CommandModule,
  type CommonOptions,
  configureCommand,
  type Outcome,
} from './command.js';
import { renderError } from './error-report.js';
import type { Io } from './io.js';
import { renderJson, writeNote, writeResult } from './output.js';
import { openScreen } from './render/screen.js';
import { parseReports } from './reports/report-option.js';
import { type CliSession, openSession } from './session.js';

/**
 * Runs one command line and returns the exit code; never exits the process itself.
 * @param argv the words after the program's name
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await run(argv, io);
  } catch (error) {
    if (isInterruptedPrompt(error)) return 130;
    const json = argv.includes('--json');
    const { text, exitCode } = renderError(toGovError(error), {
      json,
      verbose: argv.includes('--verbose'),
      screen: await openScreen(io.stderr, io.env, !argv.includes('--no-color')),
    });
    await writeNote(io, text);
    return exitCode;
  }
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const help: string[] = [];
  const program = createProgram(io, (text) => help.push(text));
  try {
    return await dispatch(program, argv, io);
  } catch (error) {
    // A help page was asked for: to commander that is the end of the program.
    if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
    return EXIT_CODES.ok;
  } finally {
    if (help.length > 0) await writeResult(io, help.join(''));
  }
}

async function dispatch(program: Command, argv: readonly string[], io: Io): Promise<number> {
  if (argv[0] === 'help') return showHelp(program, argv.slice(1), io);
  // Asked by the scripts of `completion`, of half a command line: nothing of it is to be parsed here.
  if (argv[0] === 'complete-words') {
    const { completeWords } = await import('./completion/complete-words.js');
    return completeWords(program, argv.slice(1), io);
  }
  // Started by `watch` for each of its jobs: its request comes over a channel, not by words.
  if (argv[0] === 'watch-job') {
    const { runWatchJob } = await import('./watch/run-watch-job.js');
    return runWatchJob(io);
  }
  const words = argv.filter((word) => !word.startsWith('-'));
  const entry = findEntry(CATALOG, words[0], 'dharma-gov');
  let exitCode: number = EXIT_CODES.ok;
  const finish: Finish = async (outcome, options) => {
    exitCode = outcome.exitCode;
    await print(outcome, options, io);
  };
  if (entry !== undefined) {
    const { command } = await entry.load();
    const parent = commandOf(program, entry.name);
    if ('subcommands' in command) await attachGroup(parent, command, words[1], finish, io);
    else attach(parent, command, finish, io);
  }
  if (argv.length === 0) {
    program.outputHelp();
    return EXIT_CODES.ok;
  }
  await program.parseAsync([...argv], { from: 'user' });
  return exitCode;
}

/** @throws GovError usage for a word that is none of them. */
function findEntry<E extends { readonly name: string }>(
  entries: readonly E[],
  name: string | undefined,
  parent: string,
): E | undefined {
  if (name === undefined) return undefined;
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const known = entries.map((candidate) => candidate.name);
  throw new GovError('usage', `unknown command "${name}"`, {
    hint: `${suggestWord(name, known)}; see ${parent} --help`,
  });
}

function commandOf(parent: Command, name: string): Command {
  const command = parent.commands.find((candidate) => candidate.name() === name);
  if (command === undefined) throw new RangeError(`no command ${name}`);
  return command;
}

/** The program with every command's name and summary, which is all that its help page needs. */
function createProgram(io: Io, printHelp: (text: string) => void): Command {
  const program = new Command('dharma-gov')
    .description('Governs machine-learning models from their files: no server, no account, no database.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpCommand(false)
    // Or --version would print the program's own wherever it stands, also behind "register".
    .enablePositionalOptions()
    .showSuggestionAfterError(true)
    .configureHelp({ sortSubcommands: false, optionDescription: ({ description }) => description })
    .addHelpText('after', '\nMore: dharma-gov help <command>, dharma-gov help exit-codes');
  configureStreams(program, io, printHelp);
  for (const { name, summary, group } of CATALOG) {
    configureStreams(
      program.command(name).summary(summary).description(summary).helpGroup(group),
      io,
      printHelp,
    );
  }
  return program;
}

function configureStreams(command: Command, io: Io, printHelp: (text: string) => void): void {
  command.exitOverride().configureOutput({
    writeOut: printHelp,
    // Errors are thrown and printed once, in one form, by `main`.
    writeErr: () => {},
    getOutHelpWidth: () => (io.stdout.isTTY === true ? io.stdout.columns : 100),
  });
}

type Finish = (outcome: Outcome, options: CommonOptions) => Promise<void>;

/** Attaches the one subcommand that was asked for; of the others only the names. */
async function attachGroup(
  parent: Command,
  { subcommands }: CommandGroup,
  name: string | undefined,
  finish: Finish,
  io: Io,
): Promise<void> {
  parent.helpCommand(false).usage('<command>');
  for (const { name, summary } of subcommands) parent.command(name).summary(summary).description(summary);
  const entry = findEntry(subcommands, name, `dharma-gov ${parent.name()}`);
  if (entry !== undefined) {
    attach(commandOf(parent, entry.name), (await entry.load()).command, finish, io);
    return;
  }
  parent.action(() => {
    const known = subcommands.map((subcommand) => subcommand.name).join(', ');
    throw new GovError('usage', `${parent.name()}: which of ${known}?`, {
      hint: `see dharma-gov ${parent.name()} --help`,
    });
  });
}

function attach(command: Command, module: CommandModule<never>, finish: Finish, io: Io): void {
  configureCommand(command, module);
  command.addHelpText(
    'after',
    `\nExamples:\n${module.examples.map((example) => `  $ ${example}`).join('\n')}`,
  );
  command.action(async () => {
    const options = command.opts<CommonOptions & ActOptions>();
    const targets = parseReports(options.report ?? []);
    const ci = hasReports(command) ? findCiHost(options.ci, io) : null;
    let session: CliSession | undefined;
    const run = async () => {
      checkChoices(command);
      session = await openSession(io, options);
      return module.run(command.args, options as never, session);
    };
    const print = (outcome: Outcome) => finish(outcome, options);
    if (targets.length === 0 && ci === null) return print(await run());
    const { runWithReports } = await import('./reports/write-reports.js');
    const { locateSubject } = await import('./reports/subject-file.js');
    const subjectFile = () => locateSubject(io.cwd, session?.registryFolder);
    await runWithReports(io, { targets, ci, command: command.name(), run, print, subjectFile });
  });
}

/** Whether a command takes `--report`, which those do that have something to tell a CI host. */
function hasReports(command: Command): boolean {
  return command.options.some((option) => option.attributeName() === 'report');
}

async function print(outcome: Outcome, options: CommonOptions, io: Io): Promise<void> {
  if (outcome.printed === true) return;
  if (options.json === true) {
    await writeResult(io, renderJson(outcome.schema, outcome.report));
    return;
  }
  const text = await outcome.render(await openScreen(io.stdout, io.env, options.color));
  if (text !== '') await writeResult(io, `${text}\n`);
}

async function showHelp(program: Command, topics: readonly string[], io: Io): Promise<number> {
  const [topic] = topics;
  if (topic === undefined) {
    program.outputHelp();
    return EXIT_CODES.ok;
  }
  if (topic === 'exit-codes') {
    const { EXIT_CODE_HELP } = await import('./exit-code-help.js');
    await writeResult(io, EXIT_CODE_HELP);
    return EXIT_CODES.ok;
  }
  return run([...topics, '--help'], io);
}

function toGovError(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  return new GovError('usage', message, {
    hint: suggestion?.replace(/[()]/g, '').toLowerCase() ?? 'add --help to see what the command takes',
  });
}

/** Ctrl-C at a question. */
function isInterruptedPrompt(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExitPromptError';
}
