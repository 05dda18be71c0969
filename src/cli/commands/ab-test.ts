import type { CommandGroup } from '../command.js';

export const command: CommandGroup = {
  subcommands: [
    {
      name: 'plan',
      summary: 'how many units and days it takes to find an effect',
      load: () => import('./ab-test-plan.js'),
    },
    {
      name: 'start',
      summary: 'start a test, or a canary, of versions against the control',
      load: () => import('./ab-test-start.js'),
    },
    {
      name: 'route',
      summary: 'print the version that a unit gets, or route a stream of ids',
      load: () => import('./ab-test-route.js'),
    },
    {
      name: 'export',
      summary: 'write the routing plan as JSON, for services in any language',
      load: () => import('./ab-test-export.js'),
    },
    {
      name: 'record',
      summary: 'record what came of requests: metrics that are not in the prediction log',
      load: () => import('./ab-test-record.js'),
    },
    {
      name: 'status',
      summary: 'compare the arms, and say what to do',
      load: () => import('./ab-test-status.js'),
    },
    {
      name: 'advance',
      summary: 'do what follows: the next step of a canary, the end of a test; for cron',
      load: () => import('./ab-test-advance.js'),
    },
    {
      name: 'stop',
      summary: 'end a test, and promote its winner if asked to',
      load: () => import('./ab-test-stop.js'),
    },
    { name: 'list', summary: 'list the tests', load: () => import('./ab-test-list.js') },
  ],
};
