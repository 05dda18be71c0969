import type { WithProgress } from '../governance/context.js';
import type { Io } from './io.js';
import { formatBytes, printable } from './render/text.js';

/** Work that ends sooner than this shows nothing: a flicker is worse than a short wait. */
const PATIENCE_MS = 500;

/** A spinner with rate and estimate on a terminal, silence elsewhere. */
export function createProgress(io: Io): WithProgress {
  return async (label, work, counted = 'bytes') => {
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
      return await work((finished, total) => {
        const elapsedMs = performance.now() - startedAt;
        state = describeProgress(finished, total, elapsedMs, counted);
        if (spinner !== undefined) spinner.text = `${shown} ${state}`;
      });
    } finally {
      done = true;
      clearTimeout(timer);
      spinner?.stop();
    }
  };
}

/** `42 %, 310 MiB/s, 4 s left`; of steps, which nobody knows the size of, without the rate. */
export function describeProgress(
  done: number,
  total: number,
  elapsedMs: number,
  counted: 'bytes' | 'steps' = 'bytes',
): string {
  if (done === 0 || total === 0) return '';
  const donePerMs = done / Math.max(elapsedMs, 1);
  const secondsLeft = Math.ceil((total - done) / donePerMs / 1000);
  const rate = counted === 'bytes' ? `${formatBytes(donePerMs * 1000)}/s, ` : '';
  return `${Math.floor((100 * done) / total)} %, ${rate}${secondsLeft} s left`;
}
