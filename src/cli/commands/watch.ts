import { Argument, type Command } from 'commander';
import { findConfig } from '../../adapters/config-file.js';
import { createServiceManagerObserver } from '../../adapters/watch/service-manager.js';
import { resolveConfig } from '../../config/resolve-config.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import { type ResumeReport, resumeAutomation } from '../../governance/watch/resume-automation.js';
import { parseModelName } from '../../registry/names.js';
import type { WatchObserver } from '../../watch/event.js';
import { JOB_NAMES, type JobName, unitName } from '../../watch/unit.js';
import { inertText } from '../ci/inert-text.js';
import {
  type ActOptions,
  addActOptions,
  type CommandModule,
  type CommonOptions,
  type Outcome,
} from '../command.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';
import { renderTable } from '../render/table.js';
import { formatInstant } from '../render/text.js';
import type { CliSession } from '../session.js';
import { createEventLog } from '../watch/event-log.js';
import { exitCodeOfRun } from '../watch/exit-code.js';
import { createJsonEvents } from '../watch/json-events.js';
import { configureMetrics, type MetricsOptions, openMetrics } from '../watch/metrics-option.js';
import { checkReplayOptions, configureReplay, type ReplayOptions } from '../watch/replay-option.js';
import { runWatch, type WatchRun } from '../watch/run-watch.js';

interface Options extends CommonOptions, ActOptions, ReplayOptions, MetricsOptions {
  readonly once?: boolean;
  readonly job?: readonly string[];
}

/** Who is named in the log for what nobody asked for. */
const WATCH_ACTOR = 'dharma-gov watch';

const ACTIONS = ['resume'];

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov watch --once',
    'dharma-gov watch --once --job drift --job performance',
    'dharma-gov watch --once --dry-run',
    'dharma-gov watch resume churn --reason "the cause is mended"',
    'dharma-gov watch --replay churn --by week',
    'dharma-gov watch --replay churn --from 2026-03-15 --to 2026-04-01 --json',
  ],
  configure: (command: Command) => {
    const action = new Argument(
      '[action]',
      'resume: let automatic rollbacks of a model happen again (default: watch)',
    );
    action.argChoices = [...ACTIONS];
    command
      .addArgument(action)
      .argument('[model]', 'resume: the model')
      .option('--once', 'do what is due and end, for cron (default: go on until stopped)')
      .option(
        '--job <job>',
        `with --once: do this job now, due or not, and no other (repeatable): ${JOB_NAMES.join(', ')}`,
        (job: string, jobs: readonly string[] = []) => [...jobs, job],
      )
      .option('--no-auto-rollback', 'roll nothing back by itself, whatever the settings say');
    configureReplay(command);
    configureMetrics(command);
    addActOptions(command);
  },
  run: async ([action, model], options, session) => {
    const { replay } = options;
    checkReplayOptions(action, options);
    if (replay !== undefined) {
      const { replayWatch } = await import('../watch/replay.js');
      return replayWatch({ ...options, replay }, session);
    }
    if (action === 'resume') return resume(model, options, session);
    if (action !== undefined) {
      throw new GovError('usage', `watch: unknown action "${action}"`, {
        hint: suggestWord(action, ACTIONS),
      });
    }
    return watch(options, session);
  },
};

async function resume(
  model: string | undefined,
  { reason, dryRun = false }: Options,
  { governance }: CliSession,
): Promise<Outcome> {
  if (model === undefined) {
    throw new GovError('usage', 'watch resume: which model?', {
      hint: 'dharma-gov status names those paused',
    });
  }
  const report = await resumeAutomation(governance, {
    model: parseModelName(model),
    reason: reason ?? null,
    dryRun,
  });
  return {
    schema: 'dharma-gov/watch-resume@1',
    report,
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderResumption(screen, report, dryRun),
  };
}

function renderResumption(screen: Screen, { model, plan }: ResumeReport, dryRun: boolean): string {
  if (plan.events.length === 0) return `automatic rollbacks of ${model} are not paused: nothing changed`;
  return `${renderPlan(screen, plan)}${dryRun ? '\ndry run: nothing changed' : ''}`;
}

async function watch(options: Options, session: CliSession): Promise<Outcome> {
  const once = options.once === true;
  if (options.job !== undefined && !once) {
    throw new GovError('usage', '--job: only together with --once', {
      hint: 'dharma-gov watch --once --job drift',
    });
  }
  const only = options.job?.map(parseJob) ?? null;
  const metrics = await openMetrics(options, session);
  const manager = createServiceManagerObserver(session.io.env, session.warn);
  const run = await runWatch(session, {
    forever: !once,
    only,
    autoRollback: options.autoRollback,
    dryRun: options.dryRun === true,
    actor: options.actor ?? WATCH_ACTOR,
    metricsUrl: metrics.url,
    readConfig: () => readConfig(options, session),
    observers: [
      ...metrics.observers,
      ...(manager === null ? [] : [manager]),
      await openScript(options, session),
    ],
  });
  return {
    schema: 'dharma-gov/watch-run@1',
    report: {},
    exitCode: once ? exitCodeOfRun(run.finished.map(({ report }) => report)) : EXIT_CODES.ok,
    printed: options.json === true || !once,
    render: (screen) => renderRun(screen, run),
  };
}

/** How it is told what happens: events for programs, a view on a terminal, a log everywhere else. */
async function openScript({ json, color }: Options, { io, governance }: CliSession): Promise<WatchObserver> {
  if (json === true) return createJsonEvents((line) => io.stdout.write(inertText(line, io)));
  if (io.stderr.isTTY === true && io.stderr.columns > 0 && io.env.TERM !== 'dumb') {
    const { openLiveView } = await import('../watch/live-view.js');
    return openLiveView(io, { place: governance.place, color, now: governance.now });
  }
  return createEventLog((line) => io.stderr.write(inertText(line, io)));
}

function parseJob(text: string): JobName {
  const job = JOB_NAMES.find((known) => known === text);
  if (job !== undefined) return job;
  throw new GovError('usage', `--job: unknown job ${JSON.stringify(text)}`, {
    hint: suggestWord(text, JOB_NAMES),
  });
}

async function readConfig(options: Options, { io, settings }: CliSession) {
  const { document } = await findConfig(io.cwd, options.dharmarc);
  const flags = options.registry === undefined ? {} : { registryPath: options.registry };
  const { config } = resolveConfig(document, io.env, flags);
  if (config.registryPath !== settings.config.registryPath) {
    throw new GovError('config', `registryPath: cannot become ${config.registryPath} while watch runs`, {
      hint: 'stop it, and start it again',
    });
  }
  return config;
}

async function renderRun(screen: Screen, { finished, state }: WatchRun): Promise<string> {
  if (finished.length === 0) {
    const next = Object.values(state.units).reduce<string | null>(
      (first, { nextAt }) => (first === null || nextAt < first ? nextAt : first),
      null,
    );
    return next === null
      ? 'nothing to do: no model is in staging or production'
      : `nothing is due before ${formatInstant(next)}`;
  }
  return renderTable(
    screen,
    ['JOB', 'OUTCOME', 'NEXT', 'MESSAGE'],
    lastOfEach(finished).map(({ unit, report, nextAt }) => [
      unitName(unit),
      report.outcome,
      nextAt === null ? '-' : formatInstant(nextAt),
      report.message,
    ]),
    ['NEXT'],
  );
}

/** Deliveries are made again and again: the last one tells what is still on its way. */
function lastOfEach(finished: WatchRun['finished']): WatchRun['finished'] {
  return [...new Map(finished.map((event) => [unitName(event.unit), event])).values()];
}
