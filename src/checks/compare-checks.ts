import type { RuleResult } from '../core/rule-result.js';
import type { CheckRecord, CheckValue, NewCheck } from './check-record.js';

/** The check that another one is compared with. */
export type PreviousCheck = Pick<CheckRecord, 'id' | 'at' | 'window' | 'rows' | 'verdict' | 'summary'>;

/** A figure in both checks; null where one of them could not tell it or does not have it. */
export interface ChangedValue {
  readonly name: string;
  readonly subject: string | null;
  readonly before: number | null;
  readonly after: number | null;
  readonly statusBefore: string | null;
  readonly statusAfter: string | null;
}

/** What is different from the check before. */
export interface CheckComparison {
  /** Null when there is none: nothing else is known then. */
  readonly previous: PreviousCheck | null;
  readonly verdictChanged: boolean;
  /** Figures of the version as a whole, such as the overall score. */
  readonly overall: readonly ChangedValue[];
  /** Columns and segments that drift now and did not before. */
  readonly started: readonly ChangedValue[];
  /** Columns and segments that drifted before and no longer do, or no longer can be told to. */
  readonly stopped: readonly ChangedValue[];
  /** Rules that fire now and did not before. */
  readonly startedRules: readonly RuleSubject[];
  /** Rules that fired before and no longer do. */
  readonly stoppedRules: readonly RuleSubject[];
}

export type RuleSubject = Pick<RuleResult, 'rule' | 'subject'>;

const NOTHING_BEFORE: CheckComparison = {
  previous: null,
  verdictChanged: false,
  overall: [],
  started: [],
  stopped: [],
  startedRules: [],
  stoppedRules: [],
};

type CheckQuestion = Pick<NewCheck, 'kind' | 'model' | 'version' | 'segmentColumn'>;

/** Whether two checks ask the same question, at different times. */
export function isComparable(a: CheckQuestion, b: CheckQuestion): boolean {
  return (
    a.kind === b.kind && a.model === b.model && a.version === b.version && a.segmentColumn === b.segmentColumn
  );
}

export function compareChecks(previous: CheckRecord | undefined, current: NewCheck): CheckComparison {
  if (previous === undefined) return NOTHING_BEFORE;
  const { id, at, window, rows, verdict, summary } = previous;
  const changes = pairValues(previous.values, current.values);
  const parts = changes.filter(({ subject }) => subject !== null);
  return {
    previous: { id, at, window, rows, verdict, summary },
    verdictChanged: verdict !== current.verdict,
    overall: changes.filter(({ subject, before, after }) => subject === null && (before ?? after) !== null),
    started: parts.filter((part) => isDrift(part.statusAfter) && !isDrift(part.statusBefore)),
    stopped: parts.filter((part) => isDrift(part.statusBefore) && !isDrift(part.statusAfter)),
    startedRules: without(firing(current), firing(previous)),
    stoppedRules: without(firing(previous), firing(current)),
  };
}

function firing({ rules }: Pick<NewCheck, 'rules'>): RuleSubject[] {
  return rules.filter(({ state }) => state === 'firing').map(({ rule, subject }) => ({ rule, subject }));
}

function without(rules: readonly RuleSubject[], others: readonly RuleSubject[]): RuleSubject[] {
  return rules.filter(
    ({ rule, subject }) => !others.some((other) => other.rule === rule && other.subject === subject),
  );
}

function isDrift(status: string | null): boolean {
  return status === 'drifted' || status === 'constant-changed';
}

function pairValues(before: readonly CheckValue[], after: readonly CheckValue[]): ChangedValue[] {
  const keyOf = ({ name, subject }: CheckValue) => JSON.stringify([name, subject]);
  const earlier = new Map(before.map((value) => [keyOf(value), value]));
  const later = new Map(after.map((value) => [keyOf(value), value]));
  return [...new Map([...later, ...earlier])].map(([key, { name, subject }]) => ({
    name,
    subject,
    before: earlier.get(key)?.value ?? null,
    after: later.get(key)?.value ?? null,
    statusBefore: earlier.get(key)?.status ?? null,
    statusAfter: later.get(key)?.status ?? null,
  }));
}
