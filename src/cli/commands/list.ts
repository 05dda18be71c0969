import { EXIT_CODES } from '../../core/errors.js';
import { listModels, type ModelSummary } from '../../governance/registry/read-registry.js';
import { STATUSES } from '../../registry/status.js';
import type { CommandModule, CommonOptions } from '../command.js';
import type { Screen } from '../render/screen.js';
import { renderTable } from '../render/table.js';
import { plural } from '../render/text.js';

export const command: CommandModule<CommonOptions> = {
  examples: ['dharma-gov list', 'dharma-gov list --json'],
  configure: () => {},
  run: async (_args, _options, session) => {
    const models = await listModels(session.governance);
    return {
      schema: 'dharma-gov/list@1',
      report: { models },
      exitCode: EXIT_CODES.ok,
      render: (screen) => render(screen, models),
    };
  },
};

async function render(screen: Screen, models: readonly ModelSummary[]): Promise<string> {
  if (models.length === 0)
    return 'no models yet; register one with dharma-gov register <model> --artifact <path>';
  return renderTable(
    screen,
    ['MODEL', 'TYPE', 'PRODUCTION', 'STAGING', 'LATEST', 'VERSIONS'],
    models.map((model) => [
      { text: model.model, paint: screen.bold },
      model.type,
      { text: model.production ?? '-', paint: screen.green },
      model.staging.join(', ') || '-',
      model.latest ?? '-',
      describeCounts(model),
    ]),
    ['TYPE', 'VERSIONS'],
  );
}

/** `4 versions: 1 staging, 1 production, 2 deprecated`. */
function describeCounts({ counts }: ModelSummary): string {
  const present = STATUSES.filter((status) => counts[status] > 0).map(
    (status) => `${counts[status]} ${status}`,
  );
  const total = STATUSES.reduce((sum, status) => sum + counts[status], 0);
  return `${plural(total, 'version')}: ${present.join(', ')}`;
}
