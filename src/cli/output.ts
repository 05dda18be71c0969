import { GovError } from '../core/errors.js';
import { inertText } from './ci/inert-text.js';
import type { Io } from './io.js';

/** The object of `--json`. */
export function renderJson(schema: string, report: object): string {
  return `${JSON.stringify({ schema, ...report }, null, 2)}\n`;
}

/**
 * Writes to the result stream and waits until it is out.
 * @returns false when nobody reads it any more
 * @throws GovError unavailable when it cannot be written (a full disk behind `>`).
 */
export async function writeResult(io: Io, text: string): Promise<boolean> {
  try {
    await write(io.stdout, inertText(text, io));
    return true;
  } catch (error) {
    // A reader that has seen enough (`| head`) is not an error.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return false;
    throw new GovError(
      'unavailable',
      `cannot write the result: ${error instanceof Error ? error.message : error}`,
      {
        hint: 'check where the output goes',
        cause: error,
      },
    );
  }
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // The callback tells of the failure; without a listener the same one would also be thrown.
    if (stream.listenerCount('error') === 0) stream.on('error', () => {});
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Writes a note or an error. Where even that fails, the exit code has to say it. */
export async function writeNote(io: Io, text: string): Promise<void> {
  await write(io.stderr, inertText(text, io)).catch(() => {});
}

/** Writes lines that the runner of a pipeline is to obey. */
export async function writeCommands(io: Io, lines: string): Promise<void> {
  if (lines !== '') await write(io.stderr, lines).catch(() => {});
}
