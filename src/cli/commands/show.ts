import { unresolvedAlerts } from '../../alerts/plan-act.js';
import { EXIT_CODES } from '../../core/errors.js';
import { findAddressed, listVersions } from '../../governance/registry/read-registry.js';
import { parseAddress } from '../../registry/address.js';
import type { Alert } from '../../registry/alert.js';
import { parseModelName } from '../../registry/names.js';
import type { Model, Version } from '../../registry/state.js';
import type { CommandModule, CommonOptions } from '../command.js';
import { nameFinding, renderAlertLine } from '../render/alerts.js';
import { paintStatus, renderFields } from '../render/fields.js';
import type { Screen } from '../render/screen.js';
import { renderTable } from '../render/table.js';
import { formatBytes, formatCount, formatInstant } from '../render/text.js';

export const command: CommandModule<CommonOptions> = {
  examples: ['dharma-gov show churn', 'dharma-gov show churn@production --json'],
  configure: (command) => {
    command.argument('<model or address>', 'a model, or one version of it: model@1.2.0, model@production');
  },
  run: async ([target = ''], _options, session) => {
    if (!target.includes('@')) {
      const { model, versions } = await listVersions(session.governance, parseModelName(target));
      return {
        schema: 'dharma-gov/model@1',
        report: { ...model, versions },
        exitCode: EXIT_CODES.ok,
        render: (screen) => renderModel(screen, model, versions),
      };
    }
    const { model, version } = await findAddressed(session.governance, parseAddress(target));
    const trackingUri = session.settings.config.mlflowTrackingUri;
    return {
      schema: 'dharma-gov/version@1',
      report: { model: model.name, type: model.type, ...version, alerts: alertsOf(model, version) },
      exitCode: EXIT_CODES.ok,
      render: (screen) => renderVersion(screen, model, version, trackingUri),
    };
  },
};

async function renderModel(screen: Screen, model: Model, versions: readonly Version[]): Promise<string> {
  const table = await renderTable(
    screen,
    ['VERSION', 'STATUS', 'REGISTERED', 'BY', 'METRICS', 'DESCRIPTION'],
    versions.map((version) => [
      { text: version.version, paint: screen.bold },
      { text: version.status, paint: paintStatus(screen, version.status) },
      formatInstant(version.registeredAt),
      version.registeredBy,
      renderNumbers(version.metrics),
      version.description ?? '',
    ]),
  );
  if (!screen.isTty) return table;
  const alerts = unresolvedAlerts(model).map((alert) => renderAlertLine(screen, alert));
  return [
    `${screen.bold(model.name)} (${model.type})`,
    '',
    table,
    ...(alerts.length === 0 ? [] : ['', ...alerts]),
  ].join('\n');
}

function alertsOf(model: Model, { version }: Version): Alert[] {
  return unresolvedAlerts(model).filter((alert) => alert.version === version);
}

function renderVersion(screen: Screen, model: Model, version: Version, trackingUri: string | null): string {
  const { artifact, lineage, baseline } = version;
  const files = artifact.files === null ? '' : `, ${formatCount(artifact.files.length)} files`;
  const run =
    lineage.runId === null || trackingUri === null ? lineage.runId : `${lineage.runId} at ${trackingUri}`;
  const data = lineage.trainingData;
  return renderFields(screen, [
    ['version', `${model.name}@${version.version}`],
    ['status', version.status],
    ['type', model.type],
    ['description', version.description],
    ['author', version.author],
    [
      'registered',
      `${formatInstant(version.registeredAt)} by ${version.registeredBy} (generation ${version.generation})`,
    ],
    ['artifact', `${artifact.path} (${artifact.kind}${files}, ${formatBytes(artifact.bytes)})`],
    ['sha256', artifact.sha256],
    ['metrics', renderNumbers(version.metrics)],
    ['config', version.config === null ? null : JSON.stringify(version.config)],
    ['tags', version.tags.join(', ')],
    [
      'training data',
      data === null ? null : `${data.path} (${formatBytes(data.bytes)}, sha256 ${data.sha256.slice(0, 12)})`,
    ],
    ['baseline', baseline === null ? null : `${formatCount(baseline.rows)} rows from ${baseline.source}`],
    ['parent', lineage.parentVersion],
    [
      'git commit',
      lineage.gitCommit === null
        ? null
        : `${lineage.gitCommit}${lineage.gitDirty ? ' (with local changes)' : ''}`,
    ],
    ['run', run],
    ...alertsOf(model, version).map(
      (alert) => ['alert', `${alert.id}  ${nameFinding(alert)}  (${alert.message})`] as const,
    ),
  ]);
}

function renderNumbers(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
