import { type ErrorKind, GovError } from '../core/errors.js';

interface Meaning {
  readonly kind: ErrorKind;
  readonly text: string;
  readonly hint?: string;
}

const PERMISSION_HINT = 'check the owner and the permissions of the file and of its folder';

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOENT: { kind: 'input', text: 'no such file or folder' },
  ENOTDIR: { kind: 'input', text: 'a part of the path is a file, not a folder' },
  EISDIR: { kind: 'input', text: 'it is a folder' },
  ELOOP: { kind: 'input', text: 'it is a symbolic link, or a chain of them without an end' },
  ENAMETOOLONG: { kind: 'input', text: 'the name is too long' },
  EACCES: { kind: 'forbidden', text: 'permission denied', hint: PERMISSION_HINT },
  EPERM: { kind: 'forbidden', text: 'operation not permitted', hint: PERMISSION_HINT },
  EROFS: {
    kind: 'forbidden',
    text: 'the file system is read-only',
    hint: 'remount it for writing, or point registryPath somewhere else',
  },
  ENOSPC: {
    kind: 'unavailable',
    text: 'no space left on the device',
    hint: 'free some space and run it again',
  },
  EDQUOT: {
    kind: 'unavailable',
    text: 'the disk quota is used up',
    hint: 'free some space and run it again',
  },
  EIO: { kind: 'unavailable', text: 'input/output error', hint: 'check the disk, then run it again' },
  EMFILE: { kind: 'unavailable', text: 'too many open files', hint: 'raise ulimit -n, or run it again' },
  ENFILE: { kind: 'unavailable', text: 'too many open files in the system', hint: 'run it again later' },
};

/** The operating system's code of a failed call (`ENOENT`), or undefined when the error is none of its own. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

/**
 * What to throw for an error caught around file access: a failed system call becomes a GovError that names the path,
 * anything else (a GovError already, or a bug) is handed back as it is.
 * @param act what was being done, as in "cannot read models/registry.json": `read`, `write`, `list`, ...
 */
export function fileError(error: unknown, act: string, path: string): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const meaning = MEANINGS[code] ?? { kind: 'unavailable', text: code, hint: 'run it again' };
  return new GovError(meaning.kind, `cannot ${act} ${path}: ${meaning.text}`, {
    ...(meaning.hint === undefined ? {} : { hint: meaning.hint }),
    cause: error,
  });
}
