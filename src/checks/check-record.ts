import * as v from 'valibot';
import {
  RULE_NAMES,
  RULE_STATES,
  type RuleName,
  type RuleResult,
  type RuleState,
} from '../core/rule-result.js';
import type { Instant } from '../core/time.js';
import { VERDICTS } from '../core/verdict.js';

const CHECK_SCHEMA_VERSION = 1;

export const CHECK_KINDS = ['drift', 'performance', 'ab-test', 'integrity', 'freshness'] as const;
export type CheckKind = (typeof CHECK_KINDS)[number];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const figure = v.nullable(v.pipe(v.number(), v.finite()));
const instant = v.pipe(v.string(), v.isoTimestamp());
const subject = v.nullable(v.string());

const rule = v.strictObject({
  rule: v.picklist(RULE_NAMES),
  subject,
  state: v.picklist(RULE_STATES),
  observed: figure,
  limit: figure,
  message: v.string(),
});

/**
 * One figure of a check, as it is followed over time. `name` is what was measured (`score`, `accuracy`), `subject` of
 * what: a column, a segment, or null for the version as a whole. `low` and `high` are its interval, `n` the rows behind
 * it, `limit` what it must not reach, `status` what was found (`drifted`, `stable`).
 */
const value = v.strictObject({
  name: v.string(),
  subject,
  value: figure,
  low: figure,
  high: figure,
  n: v.nullable(count),
  limit: figure,
  status: v.nullable(v.string()),
});

const record = v.strictObject({
  schemaVersion: v.literal(CHECK_SCHEMA_VERSION),
  id: v.string(),
  kind: v.picklist(CHECK_KINDS),
  model: v.string(),
  version: v.string(),
  /** When the check was made. */
  at: instant,
  /** The predictions it looked at: from `from` (included) to `to` (excluded); null is open. */
  window: v.strictObject({ from: v.nullable(instant), to: v.nullable(instant) }),
  /** The column whose values were checked one by one; null when the version was checked as a whole. */
  segmentColumn: v.nullable(v.string()),
  /** Whether the importance of features was given to the check, in place of the configured one; absent: no. */
  ownWeights: v.optional(v.literal(true)),
  rows: count,
  /** Of performance: instants of the newest prediction in the window, and of the newest one with a label. */
  newestAt: v.optional(v.nullable(instant)),
  newestLabelledAt: v.optional(v.nullable(instant)),
  verdict: v.picklist(VERDICTS),
  summary: v.string(),
  /** What the rules said that were not quiet. */
  rules: v.array(rule),
  /** Of the others only what they were about, rule by rule: there may be several for each column. */
  quiet: v.partial(v.strictObject(v.entriesFromList(RULE_NAMES, v.array(subject)))),
  values: v.array(value),
});

/** What a check found, small enough to keep for years: figures and states, no distributions. */
export type CheckRecord = v.InferOutput<typeof record>;
export type CheckValue = v.InferOutput<typeof value>;

/** A check that has not been recorded yet, with all that its rules said. */
export interface NewCheck extends Omit<CheckRecord, 'schemaVersion' | 'id' | 'at' | 'rules' | 'quiet'> {
  readonly rules: readonly RuleResult[];
}

/** What is kept of a check. */
export function describeCheck(check: NewCheck, id: string, at: Instant): CheckRecord {
  const quiet: Partial<Record<RuleName, (string | null)[]>> = {};
  for (const { rule, subject, state } of check.rules) {
    if (state === 'quiet') quiet[rule] = [...(quiet[rule] ?? []), subject];
  }
  const rules = check.rules.filter(({ state }) => state !== 'quiet');
  return { ...check, schemaVersion: CHECK_SCHEMA_VERSION, id, at, rules, quiet };
}

/** What a rule said of a subject; undefined when the check did not ask. */
export function stateOfRule(
  { rules, quiet }: CheckRecord,
  { rule, subject }: Pick<RuleResult, 'rule' | 'subject'>,
): RuleState | undefined {
  if (quiet[rule]?.includes(subject)) return 'quiet';
  return rules.find((result) => result.rule === rule && result.subject === subject)?.state;
}

/** Why a line holds no record; `isNewer`: a later program wrote it, which reads it. */
export interface Unreadable {
  readonly problem: string;
  readonly isNewer: boolean;
}

/** A parsed JSON value -> a record, or what keeps it from being one. */
export function parseCheckRecord(json: unknown): CheckRecord | Unreadable {
  const format = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof format === 'number' && format > CHECK_SCHEMA_VERSION) {
    return {
      problem: `written in format ${format}, this program reads up to format ${CHECK_SCHEMA_VERSION}`,
      isNewer: true,
    };
  }
  const parsed = v.safeParse(record, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return { problem: `${v.getDotPath(issue) ?? 'record'}: ${issue.message}`, isNewer: false };
}

/** Where the window of a check ends, for comparing it with that of another one. */
export function windowEndOf({ window, at }: Pick<CheckRecord, 'window' | 'at'>): Instant {
  return window.to ?? at;
}

/**
 * An id that no other check has, and that sorts by time: `20260401T060000Z-0k3f9a`.
 * @param random uniform in [0, 1)
 */
export function newCheckId(at: Instant, random: number): string {
  const suffix = Math.floor(random * 36 ** 6)
    .toString(36)
    .padStart(6, '0');
  return `${at.replace(/[-:]|\.\d+/g, '')}-${suffix}`;
}
