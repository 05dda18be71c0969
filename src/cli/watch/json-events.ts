import type { WatchObserver } from '../../watch/event.js';

/** `watch --json`: an event a line. */
export function createJsonEvents(write: (line: string) => void): WatchObserver {
  return {
    event: (event) => write(`${JSON.stringify({ schema: 'dharma-gov/watch-event@1', ...event })}\n`),
  };
}
