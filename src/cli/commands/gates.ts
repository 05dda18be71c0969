import type { CommandGroup } from '../command.js';

export const command: CommandGroup = {
  subcommands: [
    {
      name: 'list',
      summary: 'every gate, and what the policy asks of it',
      load: () => import('./gates-list.js'),
    },
    {
      name: 'explain',
      summary: 'what a gate looks at, its settings, and when it says what',
      load: () => import('./gates-explain.js'),
    },
    {
      name: 'test',
      summary: 'test a policy on made-up promotions, as code is tested',
      load: () => import('./gates-test.js'),
    },
  ],
};
