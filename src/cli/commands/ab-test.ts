import type { CommandGroup } from '../command.js';

export const command: CommandGroup = {
  subcommands: [
    {
      name: 'start',
      summary: 'start a test, or a canary, of versions against the control',
      load: () => import('./ab-test/start.js'),
    },
    {
      name: 'route',
      summary: 'print the version that a unit gets, or route a stream of ids',
      load: () => import('./ab-test/route.js'),
    },
    {
      name: 'export',
      summary: 'write the routing plan as JSON, for services in any language',
      load: () => import('./ab-test/export.js'),
    },
  ],
};
