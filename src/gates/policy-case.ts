import * as v from 'valibot';
import { ARTIFACT_FORMATS, GATED_STATUSES, type GatedStatus } from '../config/gate-keys.js';
import { parseGateName } from '../config/gate-names.js';
import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import { parseInstant } from '../core/time.js';
import { VERDICTS, type Verdict } from '../core/verdict.js';
import type { GateResult, Waiver } from './gate.js';
import type { Evidence, GateSubject, Reading } from './subject.js';
import { UNKNOWN_CANDIDATE, UNKNOWN_SUBJECT } from './unknown-subject.js';
import { OUTCOMES } from './verdict.js';

/** A made-up promotion, and what a policy is to say of it. */
export interface PolicyCase {
  readonly name: string;
  /** Null: a model without settings of its own. */
  readonly model: string | null;
  readonly to: GatedStatus;
  readonly subject: GateSubject;
  readonly waivers: readonly Waiver[];
  readonly expect: CaseExpectation;
}

export interface CaseExpectation {
  readonly verdict?: Verdict | undefined;
  readonly exitCode?: number | undefined;
  /** By the name of a gate, or of one of its subjects. */
  readonly gates?: Readonly<Record<string, GateResult['outcome']>> | undefined;
}

/**
 * What a case file holds: one case, or a list of them. What a case does not say is not known.
 * @param place the file, for messages
 * @param lineOf where a value stands, where the parser knows it
 * @throws GovError input naming the place, for an unknown key, too.
 */
export function parsePolicyCases(
  content: unknown,
  place: string,
  lineOf: (path: readonly string[]) => number | undefined,
): PolicyCase[] {
  if (content === null || content === undefined) return [];
  const isList = Array.isArray(content);
  const cases: unknown[] = isList ? content : [content];
  return cases.map((item, index) => {
    const start = isList ? [String(index)] : [];
    const placeOf = (path: readonly string[]) => {
      const line = lineOf([...start, ...path]);
      const file = line === undefined ? place : `${place}:${line}`;
      const number = isList && line === undefined ? [`case ${index + 1}`] : [];
      return [file, ...number, path.join('.')].filter((part) => part !== '').join(': ');
    };
    return parseCase(item, placeOf);
  });
}

type PlaceOf = (path: readonly string[]) => string;

function parseCase(content: unknown, placeOf: PlaceOf): PolicyCase {
  const parsed = v.safeParse(caseSchema, content);
  if (!parsed.success) throw wrongCase(parsed.issues[0], placeOf);
  const { name, model, to, waivers, expect } = parsed.output;
  for (const gate of Object.keys(expect.gates ?? {})) {
    parseGateName(gate, placeOf(['expect', 'gates', gate]), 'input');
  }
  return {
    name,
    model: model ?? null,
    to,
    subject: toSubject(parsed.output),
    waivers: waivers.map(({ gate, by, reason, until }, index) => ({
      gate: parseGateName(gate, placeOf(['waivers', String(index), 'gate']), 'input'),
      by: by ?? 'somebody',
      reason: reason ?? '',
      until: until ?? null,
    })),
    expect,
  };
}

function wrongCase(issue: v.BaseIssue<unknown>, placeOf: PlaceOf): GovError {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const key = path.at(-1) ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return new GovError('input', `${placeOf(path)}: unknown key`, { hint: suggestWord(key, KNOWN_KEYS) });
  }
  const isMissing = issue.received === 'undefined';
  const isChecked = issue.type === 'check' || issue.type === 'raw_transform';
  const problem = isMissing ? 'is missing' : `expected ${issue.expected}, got ${issue.received}`;
  const message = isChecked ? issue.message : problem;
  return new GovError('input', `${placeOf(path)}: ${message}`, {
    hint: 'a case needs at least: { name: ..., to: production, expect: { verdict: ... } }',
  });
}

const instant = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseInstant(dataset.value, '');
    } catch {
      addIssue({ message: `expected an instant such as 2026-03-02T12:00:00Z, got "${dataset.value}"` });
      return NEVER;
    }
  }),
);
const finite = v.pipe(v.number(), v.finite());
const metrics = v.record(v.string(), finite);
const text = v.pipe(v.string(), v.nonEmpty());

const candidate = v.strictObject({
  version: v.optional(text),
  metrics: v.optional(metrics),
  authors: v.optional(v.array(text)),
  stagingSince: v.optional(instant),
  artifactBytes: v.optional(finite),
  hasBaseline: v.optional(v.boolean()),
  description: v.optional(v.string()),
  owner: v.optional(v.string()),
  trainingData: v.optional(v.string()),
  gitCommit: v.optional(v.string()),
  gitDirty: v.optional(v.boolean()),
});
const incumbent = v.strictObject({
  version: text,
  metrics: v.optional(metrics, {}),
  inProduction: v.optional(v.boolean(), true),
});
const review = v.strictObject({
  by: text,
  decision: v.picklist(['approved', 'rejected']),
  at: v.optional(instant),
});
const abTest = v.strictObject({
  test: v.optional(text, 'test'),
  decision: text,
  winner: v.optional(v.nullable(text), null),
  control: text,
});
const file = v.strictObject({ path: text, format: v.picklist([...ARTIFACT_FORMATS, 'unknown']) });
const modelCard = v.strictObject({ path: text, bytes: finite });
const driftCheck = v.strictObject({
  at: instant,
  verdict: v.picklist(VERDICTS),
  summary: v.optional(v.string(), 'made up'),
});
const evidence = v.strictObject({
  integrity: v.optional(v.array(text)),
  formats: v.optional(v.array(file)),
  modelCard: v.optional(v.nullable(modelCard)),
  driftCheck: v.optional(driftCheck),
  latencyP95Ms: v.optional(finite),
  recentPredictions: v.optional(finite),
});
const waiver = v.strictObject({
  gate: text,
  by: v.optional(text),
  reason: v.optional(v.string()),
  until: v.optional(instant),
});
const expectation = v.strictObject({
  verdict: v.optional(v.picklist(VERDICTS)),
  exitCode: v.optional(v.number()),
  gates: v.optional(v.record(v.string(), v.picklist(OUTCOMES))),
});
const caseSchema = v.strictObject({
  name: text,
  model: v.optional(text),
  to: v.picklist(GATED_STATUSES),
  now: v.optional(instant),
  candidate: v.optional(candidate, {}),
  /** Null: no other version ever was in production. */
  incumbent: v.optional(v.nullable(incumbent)),
  reviews: v.optional(v.array(review), []),
  abTest: v.optional(abTest),
  evidence: v.optional(evidence, {}),
  waivers: v.optional(v.array(waiver), []),
  expect: v.pipe(
    expectation,
    v.check(
      ({ verdict, exitCode, gates }) =>
        verdict !== undefined || exitCode !== undefined || Object.keys(gates ?? {}).length > 0,
      'expects nothing: name a verdict, an exitCode or gates',
    ),
  ),
});

const KNOWN_KEYS = [
  ...new Set(
    [
      caseSchema,
      candidate,
      incumbent,
      review,
      abTest,
      file,
      modelCard,
      driftCheck,
      evidence,
      waiver,
      expectation,
    ].flatMap(({ entries }) => Object.keys(entries)),
  ),
];

function toSubject(given: v.InferOutput<typeof caseSchema>): GateSubject {
  const now = given.now ?? null;
  return {
    now,
    candidate: { ...UNKNOWN_CANDIDATE, ...withoutGaps(given.candidate) },
    incumbent: given.incumbent === undefined ? UNKNOWN_SUBJECT.incumbent : readingOf(given.incumbent),
    // Said before, where a case does not tell when.
    reviews: given.reviews.map(({ at, ...review }) => ({ ...review, at: at ?? now ?? '' })),
    abTest: given.abTest === undefined ? UNKNOWN_SUBJECT.abTest : readingOf(given.abTest),
    evidence: toEvidence(given.evidence),
  };
}

function toEvidence(given: v.InferOutput<typeof evidence>): Evidence {
  const readings = Object.entries(withoutGaps(given)).map(([name, value]) => [name, readingOf(value)]);
  return { ...UNKNOWN_SUBJECT.evidence, ...(Object.fromEntries(readings) as Partial<Evidence>) };
}

function readingOf<T>(value: T): Reading<T> {
  return { value, source: 'the case' };
}

type WithoutGaps<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutGaps<T extends object>(given: T): WithoutGaps<T> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as WithoutGaps<T>;
}
