import { execFile } from 'node:child_process';
import type { WatchObserver } from '../../watch/event.js';

/**
 * Tells systemd how `watch` is (sd_notify), through the program systemd-notify: Node has no datagram sockets of Unix. Only
 * where a manager listens. The watchdog hears of the loop alone, so that a stuck one is started anew.
 * @returns null without a manager
 */
export function createServiceManagerObserver(
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): WatchObserver | null {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdog } = env;
  if (socket === undefined || socket === '') return null;
  // Half of the time that the manager waits, as its manual asks for.
  const intervalMs = watchdog === undefined ? Number.POSITIVE_INFINITY : Number(watchdog) / 2000;
  let saidAt = Number.NEGATIVE_INFINITY;
  let telling = Promise.resolve();
  const tell = (...words: string[]) => {
    // One after another: READY is never heard before RELOADING.
    telling = telling.then(() => notify(words, env, warn));
  };
  return {
    event: ({ type }) => {
      if (type === 'started') tell('--ready', '--status=watching');
      if (type === 'reloaded' || type === 'reload-refused') {
        const monotonicUs = process.hrtime.bigint() / 1000n;
        tell('RELOADING=1', `MONOTONIC_USEC=${monotonicUs}`);
        tell('--ready');
      }
      if (type === 'stopping') tell('STOPPING=1', '--status=stopping');
    },
    ticked: (state, at) => {
      const nowMs = Date.parse(at);
      if (nowMs - saidAt < intervalMs && saidAt <= nowMs) return;
      saidAt = nowMs;
      const failing = Object.values(state.units).filter(({ failures }) => failures > 0).length;
      tell('WATCHDOG=1', `--status=${failing === 0 ? 'watching' : `watching, ${failing} jobs fail`}`);
    },
    close: () => telling,
  };
}

function notify(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    execFile('systemd-notify', [`--pid=${process.pid}`, ...words], { env, timeout: 5_000 }, (error) => {
      if (error !== null) {
        const why = error.code === 'ENOENT' ? 'there is no systemd-notify: install systemd' : error.message;
        warn(`the service manager cannot be told: ${why.split('\n')[0]}`);
      }
      resolve();
    });
  });
}
