import { inside, type Location } from './adapters/location.js';
import { DATA_FOLDER } from './adapters/registry-layout.js';
import { OutboxFolder } from './adapters/watch/outbox-folder.js';
import { createTransport } from './adapters/watch/transport.js';
import type { Surroundings } from './context.js';
import type { WatchPorts } from './governance/watch/ports.js';

/** Where `watch` keeps what it has to remember. */
export function watchFolder({
  registryFolder,
  place,
}: Pick<Surroundings, 'registryFolder' | 'place'>): Location {
  return inside(inside({ path: registryFolder, place }, DATA_FOLDER), 'watch');
}

/** Wires what `watch` needs besides `createGovernance`. Apart from that, since no other command has to load it. */
export function createWatchPorts(surroundings: Surroundings): WatchPorts {
  return {
    outbox: new OutboxFolder(inside(watchFolder(surroundings), 'outbox')),
    transport: createTransport({ env: surroundings.env, baseFolder: surroundings.workingFolder }),
    inbox: null,
    sweep: async () => 0,
  };
}
