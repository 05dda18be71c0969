import type { Command } from 'commander';
import { readConfigDocument } from '../../adapters/config-file.js';
import { resolveConfig } from '../../config/resolve-config.js';
import { GovError } from '../../core/errors.js';
import { exitCodeOfVerdict } from '../../core/verdict.js';
import { parsePolicyCases } from '../../gates/policy-case.js';
import { testPolicyCase, verdictOfCases } from '../../gates/test-policy.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { type PolicyTestReport, renderPolicyTests } from '../render/policy-tests.js';
import { describePolicyTests } from '../reports/policy-test-document.js';
import { configureReports } from '../reports/report-option.js';

interface Options extends CommonOptions {
  readonly policy: string;
  readonly case: readonly string[];
}

export const command: CommandModule<Options> = {
  examples: [
    'dharma-gov gates test --policy .dharmarc --case policy-cases.yaml',
    'dharma-gov gates test --policy .dharmarc --case policy-cases.yaml --report junit=policy.xml',
  ],
  configure: (command: Command) => {
    command
      .requiredOption('--policy <file>', 'a .dharmarc: its gates are tested, as they stand in the file')
      .requiredOption(
        '--case <files...>',
        'YAML or JSON with a made-up promotion and what is expected of it',
      );
    configureReports(command);
  },
  run: async (_args, options, { io, governance }) => {
    // Without the environment: a policy that is tested is the same everywhere.
    const document = await readConfigDocument(io.cwd, options.policy, '--policy');
    const { config } = resolveConfig(document, {}, {});
    const cases = (await Promise.all(options.case.map((file) => readCases(io.cwd, file)))).flat();
    refuseTwice(cases.map(({ name }) => name));
    const results = cases.map((item) => ({ file: item.file, ...testPolicyCase(config, item) }));
    const verdict = verdictOfCases(results);
    const report: PolicyTestReport = { policy: options.policy, verdict, cases: results };
    return {
      schema: 'dharma-gov/policy-tests@1',
      report,
      exitCode: exitCodeOfVerdict(verdict, 'fail'),
      render: (screen) => renderPolicyTests(screen, report),
      document: () => describePolicyTests(report, governance.now()),
    };
  },
};

async function readCases(cwd: string, file: string) {
  const { content, lineOf } = await readConfigDocument(cwd, file, '--case');
  return parsePolicyCases(content, file, lineOf).map((item) => ({ file, ...item }));
}

/** A case is known by its name, in reports of other runs too. */
function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return;
  throw new GovError('input', `--case: two cases are called ${JSON.stringify(twice)}`, {
    hint: 'give each a name of its own',
  });
}
