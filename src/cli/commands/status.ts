import { EXIT_CODES } from '../../core/errors.js';
import {
  type ModelStatus,
  type RegistryStatus,
  readStatus,
} from '../../governance/registry/registry-status.js';
import { STATUSES } from '../../registry/status.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { nameAutomation } from '../render/automation.js';
import { renderOpenMatters } from '../render/open-matters.js';
import type { Screen } from '../render/screen.js';
import { type Cell, renderTable } from '../render/table.js';
import { formatCount, formatInstant } from '../render/text.js';

export const command: CommandModule<CommonOptions> = {
  examples: ['dharma-gov status', 'dharma-gov status --json'],
  configure: () => {},
  run: async (_args, _options, session) => {
    const report = await readStatus(session.governance);
    return {
      schema: 'dharma-gov/status@1',
      report,
      exitCode: EXIT_CODES.ok,
      render: (screen) => render(screen, report),
    };
  },
};

const HEAD = [
  'MODEL',
  'PRODUCTION',
  'SINCE',
  'BASELINE',
  'PREDICTIONS',
  'LATEST PREDICTION',
  'FAILED',
  'ALERTS',
];

async function render(screen: Screen, report: RegistryStatus): Promise<string> {
  const table = await renderTable(
    screen,
    screen.isTty ? HEAD : [...HEAD, 'APPROVALS', 'WAIVERS', 'AUTOMATION'],
    report.models.map((model) => [
      ...renderModel(screen, model),
      // On a terminal they stand below, with what to type.
      ...(screen.isTty ? [] : countMatters(model)),
    ]),
    ['PREDICTIONS', 'BASELINE', 'SINCE', 'LATEST PREDICTION'],
  );
  if (!screen.isTty) return table;
  const counts = STATUSES.filter((status) => report.counts[status] > 0).map(
    (status) => `${report.counts[status]} ${status}`,
  );
  const change = report.lastChangeAt === null ? '' : `, last change ${formatInstant(report.lastChangeAt)}`;
  const head = `${screen.bold(report.registry)}  generation ${report.generation}${change}`;
  const lines = report.models.flatMap((model) => renderOpenMatters(screen, model.model, model));
  return [
    head,
    counts.join(', ') || 'no versions yet',
    '',
    table,
    ...(lines.length === 0 ? [] : ['', ...lines]),
  ].join('\n');
}

function renderModel(screen: Screen, { model, production, failed, alerts }: ModelStatus): Cell[] {
  const failures: Cell = failed.length === 0 ? '-' : { text: failed.join(', '), paint: screen.red };
  const open = alerts.filter(({ acknowledged }) => acknowledged === null).length;
  const counts = describeCounts({ open, acknowledged: alerts.length - open });
  const alerting: Cell = alerts.length === 0 ? counts : { text: counts, paint: screen.red };
  if (production === null) {
    return [
      { text: model, paint: screen.bold },
      { text: 'none', paint: screen.yellow },
      '-',
      '-',
      '-',
      '-',
      failures,
      alerting,
    ];
  }
  const { version, since, baselineRows, predictions, lastPredictionAt } = production;
  return [
    { text: model, paint: screen.bold },
    { text: version, paint: screen.green },
    formatInstant(since),
    baselineRows === null ? { text: 'none', paint: screen.yellow } : `${formatCount(baselineRows)} rows`,
    formatCount(predictions),
    lastPredictionAt === null ? '-' : formatInstant(lastPredictionAt),
    failures,
    alerting,
  ];
}

function countMatters({ approvals, waivers, automation }: ModelStatus): string[] {
  const rejected = approvals.filter(({ rejectedBy }) => rejectedBy.length > 0).length;
  return [
    describeCounts({ waiting: approvals.length - rejected, rejected }),
    describeCounts({ standing: waivers.length }),
    nameAutomation(automation) || '-',
  ];
}

/** `2 open, 1 acknowledged`; `-` for nothing at all. */
function describeCounts(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).flatMap(([state, count]) => (count > 0 ? [`${count} ${state}`] : []));
  return parts.join(', ') || '-';
}
