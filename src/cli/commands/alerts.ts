import { Argument, type Command } from 'commander';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import {
  ALERT_SELECTIONS,
  type AlertReport,
  acknowledgeAlert,
  listAlerts,
  resolveAlert,
} from '../../governance/checks/manage-alerts.js';
import { DELIVERY_STATES } from '../../notifications/delivery.js';
import { parseModelName } from '../../registry/names.js';
import { choiceOption, parseChoice } from '../choice-option.js';
import {
  type ActOptions,
  addActOptions,
  type CommandModule,
  type CommonOptions,
  type Outcome,
} from '../command.js';
import { renderAlerts } from '../render/alerts.js';
import { renderPlan } from '../render/plan.js';
import type { Screen } from '../render/screen.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions, ActOptions {
  readonly state?: string;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov alerts',
    'dharma-gov alerts list churn --state all',
    'dharma-gov alerts ack churn:1 --reason "looking into it"',
    'dharma-gov alerts resolve churn:1 --reason "a new campaign, as planned"',
    'dharma-gov alerts deliveries --state pending',
  ],
  configure: (command: Command) => {
    command
      .addArgument(actionArgument())
      .argument(
        '[model or alert]',
        'list, deliveries: only of this model; ack, resolve: the alert, as in churn:3',
      )
      .addOption(
        choiceOption(
          '--state <state>',
          `list: ${ALERT_SELECTIONS.slice(1).join(', ')} (default: open and acknowledged); deliveries: ${DELIVERY_STATES.join(', ')} (default: all)`,
          [...ALERT_SELECTIONS, ...DELIVERY_STATES],
        ),
      );
    addActOptions(command);
  },
  run: async ([action = 'list', target], options, session) => {
    if (action === 'list') return list(session, target, options);
    if (action === 'deliveries') return deliveries(session, target, options);
    if (action === 'ack' || action === 'resolve') return act(session, action, target, options);
    throw new GovError('usage', `alerts: unknown action "${action}"`, {
      hint: `${suggestWord(action, ACTIONS)}; of a model: dharma-gov alerts list ${action}`,
    });
  },
};

const ACTIONS = ['list', 'ack', 'resolve', 'deliveries'];

/** Its words are for help and completion; commander would refuse others without a suggestion. */
function actionArgument(): Argument {
  const argument = new Argument(
    '[action]',
    'list: what is wrong (also without it); ack: somebody is at it; resolve: it is over; deliveries: who was told, and who is still to be',
  );
  argument.argChoices = [...ACTIONS];
  return argument;
}

async function deliveries(
  session: CliSession,
  model: string | undefined,
  { state }: Options,
): Promise<Outcome> {
  const { showDeliveries } = await import('../alert-deliveries.js');
  return showDeliveries(
    session,
    model === undefined ? null : parseModelName(model),
    state === undefined ? null : parseChoice('--state', state, DELIVERY_STATES),
  );
}

async function list(session: CliSession, model: string | undefined, { state }: Options): Promise<Outcome> {
  const alerts = await listAlerts(
    session.governance,
    model === undefined ? null : parseModelName(model),
    state === undefined ? 'unresolved' : parseChoice('--state', state, ALERT_SELECTIONS),
  );
  return {
    schema: 'dharma-gov/alerts@1',
    report: { alerts },
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderAlerts(screen, alerts),
  };
}

async function act(
  session: CliSession,
  action: string,
  id: string | undefined,
  options: Options,
): Promise<Outcome> {
  if (id === undefined) {
    throw new GovError('usage', `alerts ${action}: no alert given`, {
      hint: 'dharma-gov alerts lists them; for example: dharma-gov alerts ack churn:3',
    });
  }
  const change = action === 'ack' ? acknowledgeAlert : resolveAlert;
  const dryRun = options.dryRun === true;
  const report = await change(session.governance, { id, reason: options.reason ?? null, dryRun });
  return {
    schema: 'dharma-gov/alert@1',
    report,
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderAct(screen, report, dryRun),
  };
}

function renderAct(screen: Screen, { id, state, plan, generation }: AlertReport, dryRun: boolean): string {
  if (plan.events.length === 0) return `alert ${id} already is ${state}: nothing changed`;
  const outcome = dryRun ? 'dry run: nothing changed' : `alert ${id} is ${state} (generation ${generation})`;
  return `${renderPlan(screen, plan)}\n${outcome}`;
}
