import { watchSettingsFor } from '../../config/watch-settings.js';
import { parseDuration } from '../../core/time.js';
import type { Governance } from '../../governance/context.js';
import { type Period, periodEnd } from '../../performance/period.js';
import { type Model, productionVersion } from '../../registry/state.js';
import type { ModelReplay, ReplayPeriod, ReplaySettings, RuleTotal } from './replay-report.js';

type Span = Pick<ModelReplay, 'from' | 'to'>;

/** What a rehearsal came to. @param model as it is at the end */
export function summarizeReplay(
  { config }: Pick<Governance, 'config'>,
  version: string,
  model: Model,
  by: Period,
  span: Span | null,
  periods: readonly ReplayPeriod[],
): ModelReplay {
  const settings: ReplaySettings = {
    ...watchSettingsFor(config, model.name),
    accuracyDrop: config.accuracyDropThreshold,
    latencyFactor: config.latencyIncreaseFactor,
    errorRate: config.errorRateThreshold,
    minRows: config['performance.minRows'],
    driftThreshold: config.driftThreshold,
    quietChecks: config['alerts.quietChecks'],
  };
  const events = periods.flatMap((period) => period.events);
  const judged = periods.flatMap(({ checks }) => checks).filter(isJudged).length;
  return {
    model: model.name,
    version,
    endVersion: productionVersion(model)?.version ?? version,
    from: span?.from ?? null,
    to: span?.to ?? null,
    assumptions: describeAssumptions(version, settings, by),
    settings,
    periods,
    alerts: countAlerts(periods),
    rollbacks: events.filter(({ type }) => type === 'automatic-rollback').length,
    retrainingRequests: events.filter(({ type }) => type === 'retraining-requested').length,
    judged,
    reason: judged > 0 ? null : describeNothing(`${model.name}@${version}`, span, periods),
  };
}

function isJudged({ outcome }: ReplayPeriod['checks'][number]): boolean {
  return outcome === 'ok' || outcome === 'found';
}

function describeNothing(address: string, span: Span | null, periods: readonly ReplayPeriod[]): string {
  if (span === null) return `the log has no predictions of ${address}`;
  if (periods.length === 0) return `there is nothing from ${span.from} to ${span.to}`;
  const [check] = periods.flatMap(({ checks }) => checks).filter((one) => !isJudged(one));
  return check?.message ?? 'nothing was checked';
}

/** What is not as it was. */
function describeAssumptions(
  version: string,
  { window, rollbackChecks }: ReplaySettings,
  by: Period,
): string[] {
  const start = Date.UTC(2001, 0, 1);
  const longest = Date.parse(periodEnd(start, by)) - start;
  return [
    `it starts with ${version} in production, as now, and without alerts`,
    'labels count as known at once',
    `there is one check a ${by}, so that a rollback takes ${rollbackChecks} bad ones in a row`,
    ...(parseDuration(window, 'watch.window') < longest
      ? [`each looks at the last ${window} before its end alone (watch.window)`]
      : []),
  ];
}

function countAlerts(periods: readonly ReplayPeriod[]): RuleTotal[] {
  const totals = new Map<string, RuleTotal>();
  for (const { name, events } of periods) {
    for (const event of events) {
      if (event.type !== 'alert-opened') continue;
      const { rule } = event;
      const { opened, first } = totals.get(rule) ?? { opened: 0, first: name };
      totals.set(rule, { rule, opened: opened + 1, first, last: name });
    }
  }
  return [...totals.values()];
}
