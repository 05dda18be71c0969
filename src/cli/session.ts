import path from 'node:path';
import { recordedArtifactPath } from '../adapters/artifact-files.js';
import { findConfig } from '../adapters/config-file.js';
import { type ResolvedConfig, resolveConfig } from '../config/resolve-config.js';
import { createGovernance } from '../context.js';
import { GovError } from '../core/errors.js';
import type { Governance } from '../governance/context.js';
import type { Plan } from '../registry/plan.js';
import { inertText } from './ci/inert-text.js';
import type { ActOptions, CommonOptions } from './command.js';
import type { Io } from './io.js';
import { createProgress } from './progress.js';
import { openPrompt } from './prompt.js';
import { openScreen, type Screen } from './render/screen.js';
import { printable } from './render/text.js';

/** One run of the program: its streams, its configuration and, when asked for, the registry. */
export interface CliSession {
  readonly io: Io;
  /** Where notes to the person go: the error stream. Opened when first asked for. */
  readonly openNotes: () => Promise<Screen>;
  /** Whether a question can be asked and will be seen. */
  readonly interactive: boolean;
  readonly settings: ResolvedConfig;
  /** The folder of `.dharmarc`, or the working directory without one. */
  readonly baseFolder: string;
  readonly registryFolder: string;
  readonly governance: Governance;
  readonly warn: (message: string) => void;
  /** A path as the user typed it -> relative to the registry folder, with `/`. */
  readonly registryPath: (userPath: string) => string;
}

/** @throws GovError config or input for a bad `.dharmarc`. */
export async function openSession(
  io: Io,
  options: CommonOptions & ActOptions,
  warn = createWarn(io),
): Promise<CliSession> {
  if (options.actor?.trim() === '') {
    throw new GovError('usage', '--actor: a name is needed', {
      hint: 'leave it out to be recorded as who you are',
    });
  }
  const { document, baseFolder } = await findConfig(workingFolder(io), options.dharmarc);
  const flags = options.registry === undefined ? {} : { registryPath: options.registry };
  const settings = resolveConfig(document, io.env, flags);
  // A path on the command line starts from where the person is, one in the file from where the file is.
  const start = settings.origins.registryPath === 'flag' ? io.cwd : baseFolder;
  const registryFolder = path.resolve(start, settings.config.registryPath);
  return {
    io,
    openNotes: () => openScreen(io.stderr, io.env, options.color),
    get interactive() {
      return options.input && options.json !== true && io.stdin.isTTY === true && io.stderr.isTTY === true;
    },
    settings,
    baseFolder,
    registryFolder,
    governance: createGovernance({
      registryFolder,
      place: shownPath(io.cwd, registryFolder),
      workingFolder: io.cwd,
      env: io.env,
      config: settings.config,
      actor: options.actor,
      warn,
      withProgress: createProgress(io),
    }),
    warn,
    registryPath: (userPath) => recordedArtifactPath(registryFolder, io.cwd, userPath),
  };
}

function createWarn(io: Io): (message: string) => void {
  const warned = new Set<string>();
  return (message) => {
    // Read twice, a file has the same to say twice.
    if (warned.has(message)) return;
    warned.add(message);
    io.stderr.write(inertText(`warning: ${printable(message)}\n`, io));
  };
}

function workingFolder(io: Io): string {
  try {
    return io.cwd;
  } catch (cause) {
    throw new GovError('input', 'the working directory no longer exists', {
      hint: 'cd to one that does',
      cause,
    });
  }
}

/** The shorter of the relative and the absolute path. */
function shownPath(from: string, to: string): string {
  const relative = path.relative(from, to) || '.';
  return relative.startsWith('..') && relative.length > to.length ? to : relative;
}

/**
 * Asks before something that is hard to undo.
 * @throws GovError usage where nobody can be asked and `--yes` was not given.
 */
export async function confirmAct(
  session: CliSession,
  yes: boolean | undefined,
  renderPreview: (screen: Screen) => string | Promise<string>,
  question: string,
): Promise<boolean> {
  if (yes === true) return true;
  if (!session.interactive) {
    throw new GovError('usage', `${question.replace(/\?$/, '')}: not confirmed`, {
      hint: 'pass --yes where nobody can be asked, or --dry-run to see the plan',
    });
  }
  session.io.stderr.write(`${await renderPreview(await session.openNotes())}\n`);
  return (await openPrompt(session.io)).confirm(question);
}

/** Whether there was something to do and the person said no: to a script that is a refusal, not a success. */
export function wasDeclined(
  { plan, changed }: { readonly plan: Plan; readonly changed: boolean },
  { dryRun }: { readonly dryRun?: boolean },
): boolean {
  return plan.events.length > 0 && !changed && dryRun !== true;
}
