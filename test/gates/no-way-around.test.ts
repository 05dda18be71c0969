import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ARTIFACT_FORMATS, type GateSettings, METADATA_FIELDS } from '../../src/config/gate-keys.js';
import { GATE_NAMES, NEVER_WAIVED } from '../../src/config/gate-names.js';
import type { GatePolicy } from '../../src/config/policy.js';
import { VERDICTS } from '../../src/core/verdict.js';
import { evaluateGates } from '../../src/gates/evaluate-gates.js';
import type { GateResult, Waiver } from '../../src/gates/gate.js';
import { GATES } from '../../src/gates/gate-table.js';
import type { Candidate, Evidence, GateSubject, Reading } from '../../src/gates/subject.js';
import { exitCodeOfGates } from '../../src/gates/verdict.js';
import { policyOf } from './made-up-policy.js';

const METRICS = ['accuracy', 'rmse', 'constructor', '__proto__', ''];
const PEOPLE = ['ann', 'Ann <ann@example.org>', 'bob', 'BOB', 'carol', ''];
const VERSIONS = ['1.0.0', '1.1.0', '1.2.0'];

/** Around noon of a Monday, in the far past and future, and no instant at all. */
const instant = fc.oneof(
  fc.integer({ min: -10, max: 10 }).map((hours) => new Date(Date.UTC(2026, 2, 2, 12 + hours)).toISOString()),
  fc.constantFrom(
    '1970-01-01T00:00:00.000Z',
    '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999Z',
    '+275760-09-13T00:00:00.000Z',
    'soon',
    '',
  ),
);
const anyNumber = fc.oneof(
  fc.constantFrom(0, 1, 50, -1, 0.8, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, 1e-320),
  fc.double(),
);
const finite = fc.oneof(
  fc.constantFrom(0, 1, 50, 0.8, -1),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const amount = fc.oneof(fc.constantFrom(0, 1, 2, 7, 24, 100), fc.double({ min: 0, max: 1e12, noNaN: true }));
const metrics = (value: fc.Arbitrary<number>) =>
  fc.array(fc.tuple(fc.constantFrom(...METRICS), value), { maxLength: 3 }).map(Object.fromEntries);
const listOf = <T>(...items: readonly T[]) => fc.array(fc.constantFrom(...items), { maxLength: 4 });
const reading = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> =>
  fc.oneof(fc.constant({ missing: 'nothing there' }), fc.record({ value, source: fc.constant('made up') }));
const textOrNull = fc.constantFrom(null, '', ' ', 'text');
const waivableNames = [...GATE_NAMES, 'minimum/accuracy', 'metadata/owner', 'format/pickle', 'integrity/x'];

/** Whatever a policy that was read can be; what may be waived goes beyond, for no policy may waive integrity. */
const policies: fc.Arbitrary<GatePolicy> = fc
  .record({
    to: fc.constantFrom('staging' as const, 'production' as const),
    settings: fc.record(
      {
        minimum: metrics(finite),
        maximum: metrics(finite),
        maxRegression: metrics(finite),
        maxRelativeRegression: metrics(finite),
        maxLatencyP95Ms: fc.option(amount),
        requireBaseline: fc.boolean(),
        maxDriftCheckAgeDays: fc.option(amount),
        minPredictions: fc.nat(),
        predictionWindowDays: amount,
        requireAbTest: fc.boolean(),
        maxArtifactMb: fc.option(amount),
        allowedFormats: listOf(...ARTIFACT_FORMATS),
        requiredMetadata: listOf(...METADATA_FIELDS),
        modelCard: fc.constantFrom(null, 'CARD.md'),
        approvals: fc.integer({ min: 0, max: 3 }),
        approverRole: fc.constantFrom(null, 'risk', 'nobody', 'constructor'),
        freeze: listOf(
          'Fri 16:00 - Mon 08:00 Europe/Berlin',
          'Mon 00:00 - Sun 24:00',
          '2026-03-01 - 2026-03-03',
        ),
        minStagingHours: amount,
        waivable: listOf(...waivableNames),
      } satisfies Record<keyof GateSettings, unknown>,
      { requiredKeys: [] },
    ),
    roles: fc.record({ risk: listOf(...PEOPLE) }, { requiredKeys: [] }),
    lowerIsBetter: listOf(...METRICS),
  })
  .map(({ to, settings, ...rest }) => policyOf(to, { ...settings, ...rest }));

const candidates: fc.Arbitrary<Candidate> = fc.record({
  version: fc.constantFrom(...VERSIONS),
  metrics: metrics(anyNumber),
  authors: listOf(...PEOPLE),
  stagingSince: fc.option(instant),
  artifactBytes: fc.option(anyNumber),
  hasBaseline: fc.constantFrom(true, false, null),
  description: textOrNull,
  owner: textOrNull,
  trainingData: textOrNull,
  gitCommit: textOrNull,
  gitDirty: fc.constantFrom(true, false, null),
});

const evidence: fc.Arbitrary<Evidence> = fc.record({
  integrity: reading(listOf('model.json: changed', 'extra')),
  formats: reading(
    fc.array(
      fc.record({ path: fc.string(), format: fc.constantFrom(...ARTIFACT_FORMATS, 'unknown' as const) }),
      { maxLength: 8 },
    ),
  ),
  modelCard: reading(fc.option(fc.record({ path: fc.string(), bytes: anyNumber }))),
  driftCheck: reading(
    fc.record({ at: instant, verdict: fc.constantFrom(...VERDICTS), summary: fc.string() }),
  ),
  latencyP95Ms: reading(anyNumber),
  recentPredictions: reading(anyNumber),
});

const subjects: fc.Arbitrary<GateSubject> = fc.record({
  now: fc.option(instant),
  candidate: candidates,
  incumbent: reading(
    fc.option(
      fc.record({
        version: fc.constantFrom(...VERSIONS),
        metrics: metrics(anyNumber),
        inProduction: fc.boolean(),
      }),
    ),
  ),
  reviews: fc.array(
    fc.record({
      by: fc.constantFrom(...PEOPLE),
      decision: fc.constantFrom('approved' as const, 'rejected' as const),
      at: instant,
    }),
    { maxLength: 5 },
  ),
  abTest: reading(
    fc.record({
      test: fc.string(),
      decision: fc.constantFrom('promote', 'stop-loser', ''),
      winner: fc.constantFrom(null, ...VERSIONS),
      control: fc.constantFrom(...VERSIONS),
    }),
  ),
  evidence,
});

const waivers: fc.Arbitrary<Waiver[]> = fc.array(
  fc.record({
    gate: fc.constantFrom(...waivableNames),
    by: fc.constantFrom(...PEOPLE),
    reason: fc.string(),
    until: fc.option(instant),
  }),
  { maxLength: 6 },
);

const RUNS = { numRuns: 1000 };

/** Holds `check` for whatever policies, versions and waivers there are. */
function forAll(
  check: (results: readonly GateResult[], policy: GatePolicy, subject: GateSubject) => void,
): void {
  fc.assert(
    fc.property(policies, subjects, waivers, (policy, subject, given) =>
      check(evaluateGates(policy, subject, given), policy, subject),
    ),
    RUNS,
  );
}

describe('there is no policy and no version for which', () => {
  it('something that did not pass exits 0, damage anything but 5, or another denial anything but 3', () => {
    const seen = new Set<string>();
    forAll((results) => {
      const outcomes = results.map(({ outcome }) => outcome);
      for (const outcome of outcomes) seen.add(outcome);
      for (const failOn of ['fail', 'warn'] as const) {
        const exitCode = exitCodeOfGates(results, failOn);
        const isDamaged = results.some(({ gate, outcome }) => gate === 'integrity' && outcome === 'deny');
        if (isDamaged) expect(exitCode).toBe(5);
        else if (outcomes.includes('deny')) expect(exitCode).toBe(3);
        else if (outcomes.includes('not-evaluable')) expect(exitCode).toBe(7);
        else if (outcomes.includes('pending')) expect(exitCode).toBe(8);
        else expect(exitCode).toBe(failOn === 'warn' && outcomes.includes('warn') ? 3 : 0);
      }
    });
    expect([...seen].sort()).toEqual(['deny', 'not-evaluable', 'pass', 'pending', 'waived', 'warn']);
  });

  it('a gate says what it does not announce, or twice the same', () => {
    forAll((results) => {
      for (const { gate, outcome } of results) {
        const announced = Object.keys(GATES.find(({ name }) => name === gate)?.outcomes ?? {});
        if (outcome !== 'waived') expect(announced).toContain(outcome);
      }
      const names = results.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    });
  });

  it('a waiver counts that is over, that the policy does not allow, or that nobody may give', () => {
    forAll((results, policy, subject) => {
      for (const { outcome, name, gate, waiver } of results) {
        expect(outcome === 'waived').toBe(waiver !== null);
        if (waiver === null) continue;
        expect(NEVER_WAIVED).not.toContain(gate);
        expect([name, gate]).toContain(waiver.gate);
        expect(policy.waivable.includes(name) || policy.waivable.includes(gate)).toBe(true);
        if (waiver.until !== null) {
          expect(Date.parse(waiver.until)).toBeGreaterThan(Date.parse(subject.now ?? ''));
        }
      }
    });
  });

  it('an instant that is still to come makes anything pass', () => {
    const timed = ['drift', 'approvals', 'staging-time'];
    fc.assert(
      fc.property(policies, subjects, (policy, subject) => {
        const at = '2031-01-01T00:00:00.000Z';
        const { driftCheck } = subject.evidence;
        const future: GateSubject = {
          ...subject,
          now: '2026-03-02T12:00:00.000Z',
          candidate: { ...subject.candidate, stagingSince: at },
          reviews: subject.reviews.map((review) => ({ ...review, at })),
          evidence: {
            ...subject.evidence,
            driftCheck:
              'missing' in driftCheck ? driftCheck : { ...driftCheck, value: { ...driftCheck.value, at } },
          },
        };
        const passed = evaluateGates(policy, future, []).filter(
          ({ gate, outcome }) => timed.includes(gate) && (outcome === 'pass' || outcome === 'warn'),
        );
        expect(passed).toEqual([]);
      }),
      RUNS,
    );
  });
});
