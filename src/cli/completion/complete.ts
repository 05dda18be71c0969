import type { Argument, Command, Option } from 'commander';
import { GATE_NAMES } from '../../config/gate-names.js';
import type { Io } from '../io.js';
import type { Candidate } from './candidate.js';
import { listRegistryValues } from './registry-values.js';
import {
  type Cursor,
  findOption,
  findTypedCommand,
  nameOfValue,
  readCursor,
  splitFlag,
} from './typed-command.js';

export interface Completion {
  /** All of them continue what is typed. */
  readonly candidates: readonly Candidate[];
  /** The paths that the shell may add by itself, behind what is already typed in front of them: `html=`. */
  readonly paths: { readonly kind: 'files' | 'folders'; readonly prefix: string } | null;
}

/** What help pages call a value that is a path. */
const PATHS: Readonly<Record<string, 'files' | 'folders'>> = {
  file: 'files',
  files: 'files',
  path: 'files',
  folder: 'folders',
};

/** What help pages call a value that is the same few words in every command -> those words. */
const WORDS: Readonly<Record<string, readonly string[]>> = { gate: GATE_NAMES };

/**
 * What may stand at the cursor, as the definitions of the commands have it.
 * @param words what stands before the word at the cursor, without the program's name
 * @param current what is typed of that word, perhaps nothing
 */
export async function complete(
  program: Command,
  words: readonly string[],
  current: string,
  io: Io,
): Promise<Completion> {
  const { candidates, paths } = await list(program, words, current, io);
  return { candidates: candidates.filter(({ word }) => word.startsWith(current)), paths };
}

async function list(
  program: Command,
  words: readonly string[],
  current: string,
  io: Io,
): Promise<Completion> {
  if (words[0] === 'help') return only(await listTopics(program, words.slice(1)));
  const typed = await findTypedCommand(program, words);
  if (typed === null) return only([]);
  const { command, entries } = typed;
  if (entries.length > 0) {
    if (current.startsWith('-')) return only(listOptions(command));
    const help = { word: 'help', description: 'explain a command, or the exit codes' };
    return only([...describe(entries), ...(command === program ? [help] : [])]);
  }
  return listAtCursor(command, readCursor(command, typed.words), current, io);
}

async function listAtCursor(command: Command, cursor: Cursor, current: string, io: Io): Promise<Completion> {
  if (cursor.mayBeOption && current.startsWith('-')) {
    const { flag, value } = splitFlag(current);
    if (value === null) return only(listOptions(command));
    const option = findOption(command, flag);
    return option?.required === true ? listValues(io, cursor, option, `${flag}=`, value) : only([]);
  }
  if (cursor.value !== null) return listValues(io, cursor, cursor.value, '', current);
  return only(cursor.mayBeOption ? listOptions(command) : []);
}

/**
 * The values of an option or an argument. One that help pages call `format=file` is a format, `=` and a file.
 * @param prefix what stands before `text` in the word
 */
async function listValues(
  io: Io,
  cursor: Cursor,
  value: Option | Argument,
  prefix: string,
  text: string,
): Promise<Completion> {
  const [name = '', second] = nameOfValue(value).split('=');
  const at = second === undefined ? -1 : text.indexOf('=');
  if (at >= 0) return listNamed(io, cursor, second ?? '', prefix + text.slice(0, at + 1), text.slice(at + 1));
  const { candidates, paths } =
    value.argChoices === undefined
      ? await listNamed(io, cursor, name, prefix, text)
      : only(value.argChoices.map((choice) => ({ word: prefix + choice, description: '' })));
  if (second === undefined) return { candidates, paths };
  return only(candidates.map(({ word, description }) => ({ word: `${word}=`, description })));
}

/** Values by what help pages call them, which may be two things: `model or address`. */
async function listNamed(
  io: Io,
  cursor: Cursor,
  name: string,
  prefix: string,
  text: string,
): Promise<Completion> {
  const kind = Object.hasOwn(PATHS, name) ? PATHS[name] : undefined;
  if (kind !== undefined) return { candidates: [], paths: { kind, prefix } };
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  if (words !== undefined) return only(words.map((word) => ({ word: prefix + word, description: '' })));
  const lists = await Promise.all(
    name.split(' or ').map((part) => listRegistryValues(io, cursor, part, text)),
  );
  return only(lists.flat().map(({ word, description }) => ({ word: prefix + word, description })));
}

function listOptions(command: Command): Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ word: long ?? short ?? '', description }));
}

async function listTopics(program: Command, words: readonly string[]): Promise<Candidate[]> {
  const topics = describe((await findTypedCommand(program, words))?.entries ?? []);
  return words.length > 0
    ? topics
    : [...topics, { word: 'exit-codes', description: 'what each exit code means' }];
}

function describe(entries: readonly { readonly name: string; readonly summary: string }[]): Candidate[] {
  return entries.map(({ name, summary }) => ({ word: name, description: summary }));
}

function only(candidates: readonly Candidate[]): Completion {
  return { candidates, paths: null };
}
