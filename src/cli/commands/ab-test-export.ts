import { EXIT_CODES } from '../../core/errors.js';
import { parseTestAddress } from '../../experiments/test-address.js';
import { describePlan, readRouting } from '../../governance/experiments/route-units.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { writeOutputFile } from '../output-file.js';
import { printable } from '../render/text.js';

interface Options extends CommonOptions {
  readonly out?: string;
}

const SCHEMA = 'dharma-gov/routing-plan@1';

export const command: CommandModule<Options> = {
  examples: ['dharma-gov ab-test export churn', 'dharma-gov ab-test export churn/ab-1 --out routing.json'],
  configure: (command) => {
    command
      .argument('<test>', 'the test: churn/ab-1, or churn for its only running one')
      .option('--out <file>', 'write the plan there, all at once (default: to standard output)');
  },
  run: async ([test = ''], options, session) => {
    const { governance, io } = session;
    const routing = await readRouting(governance, parseTestAddress(test));
    const plan = describePlan(routing, governance.sha256);
    const text = JSON.stringify({ schema: SCHEMA, ...plan }, null, 2);
    const { out } = options;
    if (out !== undefined) await writeOutputFile(io.cwd, out, `${text}\n`, `"schema": "${SCHEMA}"`);
    return {
      schema: SCHEMA,
      report: plan,
      exitCode: EXIT_CODES.ok,
      render: () =>
        out === undefined
          ? text
          : `routing plan of ${routing.model}/${routing.test} written to ${printable(out)}`,
    };
  },
};
