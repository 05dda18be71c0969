import type { Command } from 'commander';
import { GATED_STATUSES } from '../../config/gate-keys.js';
import { GATE_NAMES, parseGateName } from '../../config/gate-names.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import type { Gate } from '../../gates/gate.js';
import { GATES } from '../../gates/gate-table.js';
import { describeGate } from '../../governance/gates/describe-gates.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { parseGatedModel } from '../gated-model.js';
import { renderGateExplanation } from '../render/gate-explanation.js';

interface Options extends CommonOptions {
  readonly model?: string;
}

export const command: CommandModule<Options> = {
  examples: ['dharma-gov gates explain drift', 'dharma-gov gates explain approvals --model churn'],
  configure: (command: Command) => {
    command
      .argument('<gate>', `one of: ${GATE_NAMES.join(', ')}`)
      .option('--model <model>', 'with what is set for this model alone (default: for all models)');
  },
  run: async ([name = ''], options, session) => {
    const gate = requireGate(name);
    const model = await parseGatedModel(session, options.model);
    const targets = GATED_STATUSES.map((to) => describeGate(session.settings, model, to, gate));
    return {
      schema: 'dharma-gov/gate@1',
      report: { gate: gate.name, model, summary: gate.summary, outcomes: gate.outcomes, targets },
      exitCode: EXIT_CODES.ok,
      render: (screen) => renderGateExplanation(screen, gate, targets),
    };
  },
};

/** Of `minimum/accuracy`, which reports name, it is `minimum`. */
function requireGate(text: string): Gate {
  const [name] = parseGateName(text, 'gates explain', 'usage').split('/', 1);
  const gate = GATES.find((candidate) => candidate.name === name);
  if (gate !== undefined) return gate;
  throw new GovError('usage', `gates explain: unknown gate "${text}"`, {
    hint: suggestWord(text, GATE_NAMES),
  });
}
