import type { WithProgress } from '../governance/context.js';
import type { Io } from './io.js';
import { formatBytes, printable } from './render/text.js';

/** Work that ends sooner than this shows nothing: a flicker is worse than a short wait. */
const PATIENCE_MS = 500;

/** A spinner with rate and estimate on a terminal, silence elsewhere. */
export function createProgress(io: Io): WithProgress {
  return async (label, work) => {
    const stream = io.stderr;
    // A terminal without a width (a pseudo-terminal of a CI runner) has no line to draw on: the spinner would clear
    // infinitely many of them.
    if (stream.isTTY !== true || !(stream.columns > 0)) return work(() => {});
    const shown = printable(label);
    const startedAt = performance.now();
    let state = '';
    let spinner: { text: string; stop: () => unknown } | undefined;
    let done = false;
    const timer = setTimeout(async () => {
      const { default: ora } = await import('ora');
      // The work may have ended while the library was loading. Reading the keyboard, as ora would to keep typed
      // characters off the screen, also swallows Ctrl-C.
      if (!done) spinner = ora({ discardStdin: false, stream, text: `${shown} ${state}` }).start();
    }, PATIENCE_MS);
    try {
      return await work((doneBytes, totalBytes) => {
        state = describeProgress(doneBytes, totalBytes, performance.now() - startedAt);
        if (spinner !== undefined) spinner.text = `${shown} ${state}`;
      });
    } finally {
      done = true;
      clearTimeout(timer);
      spinner?.stop();
    }
  };
}

/** `42 %, 310 MiB/s, 4 s left`. */
export function describeProgress(doneBytes: number, totalBytes: number, elapsedMs: number): string {
  if (doneBytes === 0 || totalBytes === 0) return '';
  const bytesPerMs = doneBytes / Math.max(elapsedMs, 1);
  const secondsLeft = Math.ceil((totalBytes - doneBytes) / bytesPerMs / 1000);
  const share = Math.floor((100 * doneBytes) / totalBytes);
  return `${share} %, ${formatBytes(bytesPerMs * 1000)}/s, ${secondsLeft} s left`;
}
