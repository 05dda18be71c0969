/**
 * What went wrong, in the terms a caller can act on. The kind alone fixes the exit code, so a message can be
 * reworded without changing what a script sees.
 */
export type ErrorKind =
  | 'usage' // the command line itself
  | 'config' // .dharmarc or a DHARMA_* variable
  | 'input' // a file, an address or a value handed to the command
  | 'denied' // the rules of the registry say no
  | 'forbidden' // the operating system says no
  | 'integrity' // bytes are not what was recorded
  | 'conflict' // somebody else was first
  | 'unavailable' // disk full, I/O error: nothing changed, worth another try
  | 'inconclusive'; // not enough to decide on

export const EXIT_CODES = {
  ok: 0,
  internal: 1,
  usage: 2,
  denied: 3,
  forbidden: 4,
  integrity: 5,
  conflict: 6,
  inconclusive: 7,
  approvalPending: 8,
} as const;

const EXIT_CODE_OF_KIND: Record<ErrorKind, number> = {
  usage: EXIT_CODES.usage,
  config: EXIT_CODES.usage,
  input: EXIT_CODES.usage,
  denied: EXIT_CODES.denied,
  forbidden: EXIT_CODES.forbidden,
  integrity: EXIT_CODES.integrity,
  conflict: EXIT_CODES.conflict,
  unavailable: EXIT_CODES.conflict,
  inconclusive: EXIT_CODES.inconclusive,
};

/**
 * The one error class a user may see. `message` is one lower-case line naming the thing and the place; `hint`
 * says what to run or change next. Anything else that reaches `main` is a bug and exits 1.
 */
export class GovError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(kind: ErrorKind, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GovError';
    this.kind = kind;
    this.hint = options.hint;
  }

  get exitCode(): number {
    return EXIT_CODE_OF_KIND[this.kind];
  }
}
