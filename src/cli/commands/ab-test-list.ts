import type { Command } from 'commander';
import { EXIT_CODES } from '../../core/errors.js';
import { type ListedExperiment, listExperiments } from '../../governance/experiments/list-experiments.js';
import { parseModelName } from '../../registry/names.js';
import type { CommandModule, CommonOptions } from '../command.js';
import type { Screen } from '../render/screen.js';
import { renderTable } from '../render/table.js';
import { formatInstant } from '../render/text.js';

export const command: CommandModule<CommonOptions> = {
  examples: ['dharma-gov ab-test list', 'dharma-gov ab-test list churn --json'],
  configure: (command: Command) => {
    command.argument('[model]', 'only the tests of this model');
  },
  run: async ([model], _options, session) => {
    const tests = await listExperiments(
      session.governance,
      model === undefined ? null : parseModelName(model),
    );
    return {
      schema: 'dharma-gov/ab-tests@1',
      report: { tests },
      exitCode: EXIT_CODES.ok,
      render: (screen) => render(screen, tests, model),
    };
  },
};

function render(
  screen: Screen,
  tests: readonly ListedExperiment[],
  model: string | undefined,
): string | Promise<string> {
  if (tests.length === 0 && screen.isTty) {
    return `no tests yet: dharma-gov ab-test start ${model ?? '<model>'} --a <control> --b <candidate>`;
  }
  return renderTable(
    screen,
    ['TEST', 'STATE', 'STARTED', 'ARMS', 'METRICS'],
    tests.map(({ model: name, experiment }) => [
      `${name}/${experiment.id}`,
      experiment.stopped === null ? runningState(experiment) : `ended: ${experiment.stopped.decision}`,
      formatInstant(experiment.startedAt),
      experiment.arms.map(({ version }) => version).join(' / '),
      experiment.metrics.map(({ metric, role }) => `${metric}:${role}`).join(', '),
    ]),
    ['METRICS', 'STARTED'],
  );
}

function runningState({ ramp, phases }: ListedExperiment['experiment']): string {
  return ramp === null ? 'running' : `running at ${phases.at(-1)?.percent ?? 0} %`;
}
