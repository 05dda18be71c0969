import { sha256 } from '../../adapters/sha256.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { bucketOf, type RoutingPlan, routeUnit } from '../../experiments/routing.js';
import { parseTestAddress } from '../../experiments/test-address.js';
import { readRouting } from '../../governance/experiments/route-units.js';
import { inertText } from '../ci/inert-text.js';
import type { CommandModule, CommonOptions, Outcome } from '../command.js';
import { readIdLines } from '../id-lines.js';
import { writeResult } from '../output.js';
import type { CliSession } from '../session.js';

interface Options extends CommonOptions {
  readonly id?: string;
  readonly stdin?: boolean;
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov ab-test route churn --id customer-1',
    'cut -d, -f1 serving/2026-04.csv | dharma-gov ab-test route churn/ab-1 --stdin',
  ],
  configure: (command) => {
    command
      .argument('<test>', 'the test: churn/ab-1, or churn for its only running one')
      .option('--id <unit>', 'print the version of this unit: a user, session or request')
      .option('--stdin', 'read one id a line, and write the id, a tab and its version a line');
  },
  run: async ([test = ''], options, session) => {
    const address = parseTestAddress(test);
    if ((options.id === undefined) !== (options.stdin === true)) {
      throw new GovError('usage', 'ab-test route: expected one of --id and --stdin', {
        hint: `for example: dharma-gov ab-test route ${test} --id customer-1`,
      });
    }
    if (options.id === '') throw new GovError('usage', '--id: expected an id, got nothing');
    if (options.json === true && options.stdin === true) {
      throw new GovError('usage', '--stdin writes lines, not one JSON object', { hint: 'leave --json out' });
    }
    const { model, test: id, plan } = await readRouting(session.governance, address);
    if (options.id === undefined) return routeStream(session, plan);
    const version = routeUnit(plan, options.id, sha256);
    return {
      schema: 'dharma-gov/route@1',
      report: { model, test: id, id: options.id, bucket: bucketOf(plan, options.id, sha256), version },
      exitCode: EXIT_CODES.ok,
      render: () => version,
    };
  },
};

/** Writes as fast as the reader reads, and stops when it has seen enough. */
async function routeStream({ io }: CliSession, plan: RoutingPlan): Promise<Outcome> {
  for await (const ids of readIdLines(io.stdin)) {
    let lines = '';
    for (const id of ids) lines += `${id}\t${routeUnit(plan, id, sha256)}\n`;
    if (inertText(lines, io) !== lines) throw commandError(ids.find((id) => inertText(id, io) !== id) ?? '');
    if (!(await writeResult(io, lines))) break;
  }
  return { schema: 'dharma-gov/route@1', report: {}, exitCode: EXIT_CODES.ok, render: () => '' };
}

/** An id is handed on as it is or not at all. */
function commandError(id: string): GovError {
  return new GovError('input', `standard input: GitHub Actions would take the id "${id}" for a command`, {
    hint: 'send such ids through a file, in a step that unsets GITHUB_ACTIONS',
  });
}
