import { EXIT_CODES } from '../../core/errors.js';
import { describeDifferences } from '../../governance/registry/artifact-integrity.js';
import { type VerifyReport, verifyArtifacts } from '../../governance/registry/verify-artifacts.js';
import { parseAddress } from '../../registry/address.js';
import { parseModelName } from '../../registry/names.js';
import type { CommandModule, CommonOptions } from '../command.js';
import type { Screen } from '../render/screen.js';
import { renderTable } from '../render/table.js';
import { formatBytes, plural } from '../render/text.js';

export const command: CommandModule<CommonOptions> = {
  examples: ['dharma-gov verify churn', 'dharma-gov verify churn@production --json'],
  configure: (command) => {
    command.argument('[model or address]', 'a model, or one version of it (default: every model)');
  },
  run: async ([target], _options, session) => {
    const report = await verifyArtifacts(session.governance, parseTarget(target));
    return {
      schema: 'dharma-gov/verification@1',
      report,
      exitCode: report.intact ? EXIT_CODES.ok : EXIT_CODES.integrity,
      render: (screen) => render(screen, report),
    };
  },
};

function parseTarget(target: string | undefined) {
  if (target === undefined) return null;
  return target.includes('@') ? parseAddress(target) : parseModelName(target);
}

async function render(screen: Screen, { artifacts, intact }: VerifyReport): Promise<string> {
  if (artifacts.length === 0) return 'nothing to verify: no version is registered that has not failed';
  const table = await renderTable(
    screen,
    ['VERSION', 'STATUS', 'ARTIFACT', 'SIZE', 'FILES'],
    artifacts.map(({ model, version, status, path, bytes, differences }) => [
      { text: `${model}@${version}`, paint: screen.bold },
      status,
      path,
      formatBytes(bytes),
      differences.length === 0
        ? { text: 'intact', paint: screen.green }
        : { text: `DAMAGED: ${describeDifferences(differences)}`, paint: screen.red },
    ]),
    ['SIZE', 'STATUS', 'ARTIFACT'],
  );
  const damaged = artifacts.filter(({ differences }) => differences.length > 0).length;
  const conclusion = intact
    ? `${plural(artifacts.length, 'version')} verified: all as registered`
    : `${damaged} of ${plural(artifacts.length, 'version')} damaged: restore the files, or promote another version`;
  return `${table}\n${conclusion}`;
}
