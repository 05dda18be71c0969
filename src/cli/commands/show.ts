import { unresolvedAlerts } from '../../alerts/plan-act.js';
import { EXIT_CODES } from '../../core/errors.js';
import { type ApprovalStatus, describeNextApproval } from '../../governance/gates/approval-status.js';
import { type ListedWaiver, listWaivers, listWaiversOf } from '../../governance/gates/list-waivers.js';
import { findOpenMatters, type OpenMatters } from '../../governance/registry/open-matters.js';
import { findAddressed, listVersions, readHistory } from '../../governance/registry/read-registry.js';
import { parseAddress } from '../../registry/address.js';
import type { Alert } from '../../registry/alert.js';
import { type ModelAutomation, NO_AUTOMATION } from '../../registry/automation.js';
import type { VersionReview } from '../../registry/gate-record.js';
import { type Failure, lastFailure } from '../../registry/history.js';
import { parseModelName } from '../../registry/names.js';
import type { Model, Version } from '../../registry/state.js';
import type { CommandModule, CommonOptions, Outcome } from '../command.js';
import { nameFinding } from '../render/alerts.js';
import { automationFields } from '../render/automation.js';
import { paintStatus, renderFields } from '../render/fields.js';
import { renderOpenMatters } from '../render/open-matters.js';
import { describeApprovals, describeReview } from '../render/reviews.js';
import type { Screen } from '../render/screen.js';
import { renderTable } from '../render/table.js';
import { formatBytes, formatCount, formatInstant } from '../render/text.js';
import { describeWaiver } from '../render/waivers.js';
import type { CliSession } from '../session.js';

export const command: CommandModule<CommonOptions> = {
  examples: ['dharma-gov show churn', 'dharma-gov show churn@production --json'],
  configure: (command) => {
    command.argument('<model or address>', 'a model, or one version of it: model@1.2.0, model@production');
  },
  run: ([target = ''], _options, session) =>
    target.includes('@') ? showVersion(session, target) : showModel(session, target),
};

async function showModel({ governance }: CliSession, name: string): Promise<Outcome> {
  const { model, versions } = await listVersions(governance, parseModelName(name));
  const waivers = listWaivers(model, governance.now());
  return {
    schema: 'dharma-gov/model@1',
    report: { ...model, versions, ...(waivers.length === 0 ? {} : { waivers }) },
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderModel(screen, model, versions, findOpenMatters(governance, model)),
  };
}

async function showVersion({ governance, settings }: CliSession, address: string): Promise<Outcome> {
  const { config } = settings;
  const { model, version } = await findAddressed(governance, parseAddress(address));
  const aftermath: Aftermath = {
    failure:
      version.status === 'failed'
        ? lastFailure(await readHistory(governance, model.name), version.version)
        : null,
    alerts: unresolvedAlerts(model).filter((alert) => alert.version === version.version),
    reviews: (model.reviews ?? []).filter((review) => review.version === version.version),
    approvals: describeNextApproval(config, model, version),
    waivers: listWaiversOf(model, version, governance.now()),
    automation: model.automation ?? NO_AUTOMATION,
  };
  return {
    schema: 'dharma-gov/version@1',
    report: { model: model.name, type: model.type, ...version, owner: version.owner ?? null, ...aftermath },
    exitCode: EXIT_CODES.ok,
    render: (screen) => renderVersion(screen, model, version, aftermath, config.mlflowTrackingUri),
  };
}

async function renderModel(
  screen: Screen,
  model: Model,
  versions: readonly Version[],
  matters: OpenMatters,
): Promise<string> {
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
    ['BY', 'DESCRIPTION', 'REGISTERED'],
  );
  if (!screen.isTty) return table;
  const lines = renderOpenMatters(screen, model.name, matters);
  return [
    `${screen.bold(model.name)} (${model.type})`,
    '',
    table,
    ...(lines.length === 0 ? [] : ['', ...lines]),
  ].join('\n');
}

/** What happened to a version since it was registered, and what it waits for. */
interface Aftermath {
  readonly failure: Failure | null;
  readonly alerts: readonly Alert[];
  readonly reviews: readonly VersionReview[];
  /** On the way to its next status; null when no approval is asked for there. */
  readonly approvals: ApprovalStatus | null;
  readonly waivers: readonly ListedWaiver[];
  /** Of the model. */
  readonly automation: ModelAutomation;
}

function renderVersion(
  screen: Screen,
  model: Model,
  version: Version,
  { failure, alerts, reviews, approvals, waivers, automation }: Aftermath,
  trackingUri: string | null,
): string {
  const { artifact, lineage, baseline } = version;
  const files = artifact.files === null ? '' : `, ${formatCount(artifact.files.length)} files`;
  const run =
    lineage.runId === null || trackingUri === null ? lineage.runId : `${lineage.runId} at ${trackingUri}`;
  const data = lineage.trainingData;
  return renderFields(screen, [
    ['version', `${model.name}@${version.version}`],
    ['status', version.status],
    ['failed', failure === null ? null : describeFailure(failure)],
    ['type', model.type],
    ['description', version.description],
    ['author', version.author],
    ['owner', version.owner ?? null],
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
    ...alerts.map((alert) => ['alert', `${alert.id}  ${nameFinding(alert)}  (${alert.message})`] as const),
    ...automationFields(model.name, version.version, automation),
    ...reviews.map((review) => ['review', describeReview(review)] as const),
    ['approval', approvals === null ? null : describeApprovals(approvals)],
    ...waivers.map((waiver) => ['waiver', describeWaiver(waiver)] as const),
  ]);
}

function describeFailure({ at, actor, reason, cause }: Failure): string {
  const why = reason ?? (cause === 'integrity' ? 'damaged files' : null);
  return `${formatInstant(at)} by ${actor}${why === null ? '' : `: ${why}`}`;
}

function renderNumbers(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
