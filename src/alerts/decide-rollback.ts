import { type CheckRecord, stateOfRule, windowEndOf } from '../checks/check-record.js';
import type { RuleName, RuleResult } from '../core/rule-result.js';
import { type Instant, parseDuration } from '../core/time.js';
import { NO_AUTOMATION } from '../registry/automation.js';
import type { Model, Version } from '../registry/state.js';
import { checksWithNewData } from './new-data.js';

/** What is configured of a model. */
export interface RollbackSettings {
  readonly autoRollback: boolean;
  readonly rollbackRules: readonly RuleName[];
  readonly rollbackChecks: number;
  readonly rollbackCooldownHours: number;
  /** Span of predictions that a check looks at: `7d`. */
  readonly window: string;
}

/** Why a version is to be rolled back: a rule with its figures, and the checks it fired in, oldest first. */
export interface RollbackCause extends Pick<RuleResult, 'rule' | 'observed' | 'limit' | 'message'> {
  readonly checks: readonly string[];
}

export type RollbackDecision =
  /** No rule that could roll the version back fires. */
  | { readonly kind: 'none' }
  /** One does, and nothing is done about it (yet). */
  | { readonly kind: 'held'; readonly reason: string }
  | { readonly kind: 'roll-back'; readonly cause: RollbackCause };

export interface RollbackQuestion {
  readonly model: Pick<Model, 'name' | 'automation'>;
  /** In production. */
  readonly version: Pick<Version, 'version' | 'statusSince'>;
  /** Checks of the model, as far back as to one with which the row of each rule ends; the first one was just made. */
  readonly newestFirst: readonly CheckRecord[];
  readonly settings: RollbackSettings;
  /** Whether this run may roll anything back, whatever the settings say. */
  readonly isAllowed: boolean;
  readonly now: Instant;
}

/**
 * Whether the version in production is to be rolled back with nobody asked: when a rule of `rollbackRules` fired in the
 * last `rollbackChecks` checks, each with new data, unless something holds it back. `suspect`, `quiet` and `unknown`
 * break the row, so that nothing is ever done for want of data.
 */
export function decideRollback(question: RollbackQuestion): RollbackDecision {
  const { settings } = question;
  const rows = settings.rollbackRules.map((rule) => ({ rule, row: firingRow(question, rule) }));
  const [longest] = rows.sort((a, b) => b.row.length - a.row.length);
  if (longest === undefined || longest.row.length === 0) return { kind: 'none' };
  const { rule, row } = longest;
  const needed = settings.rollbackChecks;
  const holding = row.length < needed ? null : whatHolds(question);
  if (row.length < needed || holding !== null) {
    const fired = `${rule} fired in ${Math.min(row.length, needed)} of ${needed} checks with new data`;
    return { kind: 'held', reason: holding === null ? fired : `${fired}; ${holding}` };
  }
  const last = question.newestFirst.find((record) => isAsked(question, record));
  const result = last?.rules.find((one) => one.rule === rule && one.subject === null);
  if (result === undefined) return { kind: 'none' };
  const { observed, limit, message } = result;
  const checks = row.slice(0, needed).reverse();
  return { kind: 'roll-back', cause: { rule, observed, limit, message, checks } };
}

/** The rules whose row ends with a check: earlier ones change nothing about these any more. */
export function rulesEndedBy(
  question: Pick<RollbackQuestion, 'version' | 'settings'>,
  record: CheckRecord,
): readonly RuleName[] {
  const { version, settings } = question;
  if (record.at < version.statusSince) return settings.rollbackRules;
  return isAsked(question, record) ? settings.rollbackRules.filter((rule) => !isFiring(record, rule)) : [];
}

/** What keeps a rollback from being made that the checks call for; null: nothing. */
function whatHolds({ model, settings, isAllowed, now }: RollbackQuestion): string | null {
  if (!settings.autoRollback) return 'automatic rollbacks are off (watch.autoRollback)';
  if (!isAllowed) return 'automatic rollbacks are off in this run';
  const { paused, lastRollback } = model.automation ?? NO_AUTOMATION;
  if (lastRollback === null) return null;
  if (paused) {
    return `automatic rollbacks are paused since the one of ${lastRollback.at}: dharma-gov watch resume ${model.name}`;
  }
  const end = Date.parse(lastRollback.at) + settings.rollbackCooldownHours * 3_600_000;
  if (Date.parse(now) >= end) return null;
  return `none before ${new Date(end).toISOString()}, ${settings.rollbackCooldownHours} h after the one of ${lastRollback.at}`;
}

type Asked = Pick<RollbackQuestion, 'version' | 'settings' | 'newestFirst'>;

/** Ids of the last checks in a row in which a rule fired, newest first, those without new data left out. */
function firingRow(question: Asked, rule: RuleName): string[] {
  const asked = question.newestFirst.filter((record) => isAsked(question, record));
  const end = asked.findIndex((record) => !isFiring(record, rule));
  const oldestFirst = (end < 0 ? asked : asked.slice(0, end)).reverse();
  return checksWithNewData(oldestFirst, rule)
    .map(({ id }) => id)
    .reverse();
}

/**
 * Whether a check can speak about the version in production now: as a whole, since it went there, and of data that was
 * new then. Who looks back at a bad past proves nothing about the present.
 */
function isAsked({ version, settings }: Pick<Asked, 'version' | 'settings'>, record: CheckRecord): boolean {
  if (record.kind !== 'performance' || record.segmentColumn !== null) return false;
  if (record.version !== version.version || record.at < version.statusSince) return false;
  const windowMs = parseDuration(settings.window, 'watch.window');
  return Date.parse(windowEndOf(record)) + windowMs >= Date.parse(record.at);
}

function isFiring(record: CheckRecord, rule: RuleName): boolean {
  return stateOfRule(record, { rule, subject: null }) === 'firing';
}
