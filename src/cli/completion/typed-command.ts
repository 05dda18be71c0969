import { Argument, Command, type Option } from 'commander';
import { CATALOG } from '../catalog.js';
import { type CommandGroup, type CommandModule, configureCommand } from '../command.js';

/** A command or a group of them, in the catalog or within a group. */
export interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: CommandModule<never> | CommandGroup }>;
}

/** What stands on the line so far. */
export interface TypedCommand {
  readonly command: Command;
  /** The commands that may follow; none where the line has come to one that does something. */
  readonly entries: readonly Entry[];
  /** The words behind the command's name. */
  readonly words: readonly string[];
}

/** Finds the command by the first words of a line; null for one that does not exist. */
export async function findTypedCommand(
  program: Command,
  words: readonly string[],
): Promise<TypedCommand | null> {
  return descend(program, CATALOG, words);
}

async function descend(
  command: Command,
  entries: readonly Entry[],
  [name, ...words]: readonly string[],
): Promise<TypedCommand | null> {
  if (name === undefined) return { command, entries, words };
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) return null;
  const { command: module } = await entry.load();
  const child = new Command(name);
  if ('subcommands' in module) return descend(child, module.subcommands, words);
  configureCommand(child, module);
  return { command: child, entries: [], words };
}

/** What the word at the cursor is going to be. */
export interface Cursor {
  /** Null where it can only be an option, or nothing at all. */
  readonly value: Option | Argument | null;
  /** Whether it may be an option. */
  readonly mayBeOption: boolean;
  /** The words so far that belong to no option. */
  readonly operands: readonly string[];
  /** The options so far that have a value, by their long flag. */
  readonly values: ReadonlyMap<string, string>;
}

/** Reads the words before the cursor as commander will. */
export function readCursor(command: Command, words: readonly string[]): Cursor {
  const operands: string[] = [];
  const values = new Map<string, string>();
  /** The option that takes the next word: a word of any kind, or `more` files that do not look like an option. */
  let open: { readonly option: Option; readonly more: boolean } | null = null;
  let onlyOperands = false;
  for (const word of words) {
    const isFlag = word.startsWith('-') && word !== '-';
    if (open !== null && !(open.more && isFlag)) {
      values.set(`--${open.option.name()}`, word);
      open = open.option.variadic ? { option: open.option, more: true } : null;
      continue;
    }
    open = null;
    if (onlyOperands || !isFlag) operands.push(word);
    else if (word === '--') onlyOperands = true;
    else {
      const { flag, value } = splitFlag(word);
      const option = findOption(command, flag);
      if (option?.required !== true) continue;
      if (value === null) open = { option, more: false };
      else values.set(flag, value);
    }
  }
  return {
    value: open?.option ?? argumentAt(command, operands.length),
    mayBeOption: !onlyOperands && open?.more !== false,
    operands,
    values,
  };
}

/** `--to=staging` -> its flag and its value; null without one. */
export function splitFlag(word: string): { flag: string; value: string | null } {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? { flag: word, value: null } : { flag: word.slice(0, at), value: word.slice(at + 1) };
}

export function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => flag === long || flag === short);
}

function argumentAt(command: Command, index: number): Argument | null {
  const last = command.registeredArguments.at(-1);
  return command.registeredArguments[index] ?? (last?.variadic === true ? last : null);
}

/** What a value is, by the word for it in the help: `status` of `--to <status>`, `files` of `[files...]`. */
export function nameOfValue(value: Option | Argument): string {
  if (value instanceof Argument) return value.name();
  return /[<[](.+?)(?:\.\.\.)?[>\]]/.exec(value.flags)?.[1] ?? '';
}
