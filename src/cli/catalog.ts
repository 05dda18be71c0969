import type { CommandGroup, CommandModule, Subcommand } from './command.js';

interface CatalogEntry extends Omit<Subcommand, 'load'> {
  readonly group: string;
  /** Loads the command alone: nothing of the others is read. */
  readonly load: () => Promise<{ readonly command: CommandModule<never> | CommandGroup }>;
}

const REGISTRY = 'Registry:';
const MONITORING = 'Monitoring:';
const TESTS = 'Tests of versions:';
const AUDIT = 'Integrity and audit:';
const SETUP = 'Setup:';

/** Every command in the order of the help page. */
export const CATALOG: readonly CatalogEntry[] = [
  {
    name: 'init',
    group: SETUP,
    summary: 'create a registry and a commented .dharmarc',
    load: () => import('./commands/init.js'),
  },
  {
    name: 'register',
    group: REGISTRY,
    summary: 'register model files as a new version',
    load: () => import('./commands/register.js'),
  },
  {
    name: 'promote',
    group: REGISTRY,
    summary: 'move a version along its lifecycle, through the gates',
    load: () => import('./commands/promote.js'),
  },
  {
    name: 'approve',
    group: REGISTRY,
    summary: 'say that a version may go to staging or production',
    load: () => import('./commands/approve.js'),
  },
  {
    name: 'reject',
    group: REGISTRY,
    summary: 'say that a version may not go there, and why',
    load: () => import('./commands/reject.js'),
  },
  {
    name: 'rollback',
    group: REGISTRY,
    summary: 'put the previous production version back',
    load: () => import('./commands/rollback.js'),
  },
  {
    name: 'gates',
    group: REGISTRY,
    summary: 'show, explain and test what the gates of a promotion ask for',
    load: () => import('./commands/gates.js'),
  },
  { name: 'list', group: REGISTRY, summary: 'list the models', load: () => import('./commands/list.js') },
  {
    name: 'show',
    group: REGISTRY,
    summary: 'show a model, or all that is known of a version',
    load: () => import('./commands/show.js'),
  },
  {
    name: 'resolve',
    group: REGISTRY,
    summary: 'print the version an address points at, for scripts',
    load: () => import('./commands/resolve.js'),
  },
  {
    name: 'history',
    group: REGISTRY,
    summary: 'show what happened to a model, or what was in production when',
    load: () => import('./commands/history.js'),
  },
  {
    name: 'status',
    group: REGISTRY,
    summary: 'show at a glance what is in production and how it is watched',
    load: () => import('./commands/status.js'),
  },
  {
    name: 'ingest-predictions',
    group: MONITORING,
    summary: 'add predictions or labels to the prediction log',
    load: () => import('./commands/ingest-predictions.js'),
  },
  {
    name: 'baseline',
    group: MONITORING,
    summary: 'set or show the distribution that drift is measured against',
    load: () => import('./commands/baseline.js'),
  },
  {
    name: 'drift-check',
    group: MONITORING,
    summary: 'compare recent data with the baseline, and find what is wrong with it',
    load: () => import('./commands/drift-check.js'),
  },
  {
    name: 'performance',
    group: MONITORING,
    summary: 'measure how good predictions were, beside the baseline',
    load: () => import('./commands/performance.js'),
  },
  {
    name: 'ab-test',
    group: TESTS,
    summary: 'test versions against each other on real traffic',
    load: () => import('./commands/ab-test.js'),
  },
  {
    name: 'alerts',
    group: MONITORING,
    summary: 'list what checks found wrong, and say that it is known or over',
    load: () => import('./commands/alerts.js'),
  },
  {
    name: 'watch',
    group: MONITORING,
    summary: 'check everything again and again, tell people, and roll back by itself',
    load: () => import('./commands/watch.js'),
  },
  {
    name: 'verify',
    group: AUDIT,
    summary: 'compare model files with what was registered',
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'audit',
    group: AUDIT,
    summary: 'show the log of all changes, or check that nobody altered it',
    load: () => import('./commands/audit.js'),
  },
  {
    name: 'config',
    group: SETUP,
    summary: 'print every setting and where its value comes from',
    load: () => import('./commands/config.js'),
  },
  {
    name: 'doctor',
    group: SETUP,
    summary: 'check that everything works here, and repair registry.json',
    load: () => import('./commands/doctor.js'),
  },
  {
    name: 'completion',
    group: SETUP,
    summary: 'print the script that completes commands, options and versions in a shell',
    load: () => import('./commands/completion.js'),
  },
  {
    name: 'demo',
    group: SETUP,
    summary: 'walk through the whole product on generated data',
    load: () => import('./commands/demo.js'),
  },
];
