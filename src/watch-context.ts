import type { Surroundings } from './context.js';
import { GovError } from './core/errors.js';
import type { WatchPorts } from './governance/watch/ports.js';

/** Wires what `watch` needs besides `createGovernance`. Apart from that, since no other command has to load it. */
export function createWatchPorts(_surroundings: Surroundings): WatchPorts {
  const missing = () => Promise.reject(new GovError('unavailable', 'not there yet'));
  return {
    outbox: {
      readCursor: missing,
      writeCursor: missing,
      read: missing,
      add: missing,
      replace: missing,
      remove: missing,
    },
    transport: { send: missing, refresh: missing },
    inbox: null,
    sweep: async () => 0,
  };
}
