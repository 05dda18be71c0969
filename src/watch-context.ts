import path from 'node:path';
import { removeLeftovers } from './adapters/leftovers.js';
import { inside, type Location } from './adapters/location.js';
import { DATA_FOLDER } from './adapters/registry-layout.js';
import { InboxFolder } from './adapters/watch/inbox-folder.js';
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
  const { registryFolder, place, workingFolder, config } = surroundings;
  const inbox = config['watch.inbox'];
  return {
    outbox: new OutboxFolder(inside(watchFolder(surroundings), 'outbox')),
    transport: createTransport({ env: surroundings.env, baseFolder: workingFolder }),
    inbox:
      inbox === null ? null : new InboxFolder({ path: path.resolve(workingFolder, inbox), place: inbox }),
    sweep: () => removeLeftovers({ path: registryFolder, place }),
  };
}
