import { describe, expect, it } from 'vitest';
import type { RuleName } from '../../src/core/rule-result.js';
import { LatencyPercentiles } from '../../src/performance/latency.js';
import { assembleMeasurement, NO_ROWS } from '../../src/performance/measurement.js';
import type { RuleBaseline, RuleSubject } from '../../src/performance/rule-tests.js';
import { judgeRules, summarizeRules, verdictOfRules } from '../../src/performance/rules.js';

const LIMITS = { accuracyDrop: 0.05, latencyFactor: 2, errorRate: 0.1, minRows: 50 };

interface Example {
  readonly right?: number;
  readonly labelled?: number;
  readonly failed?: number;
  readonly rows?: number;
  readonly latenciesMs?: readonly number[];
  readonly hasErrors?: boolean;
  readonly limitMs?: number;
}

/** A window with so many labelled rows, so many of them right. */
function subject(example: Example, name: string | null = null): RuleSubject {
  const { right = 0, labelled = 0, failed = 0, latenciesMs = [], hasErrors = false, limitMs = 20 } = example;
  const rows = example.rows ?? labelled;
  const latencies = new LatencyPercentiles(latenciesMs.length, limitMs);
  for (const latencyMs of latenciesMs.toSorted((a, b) => a - b)) latencies.add(latencyMs, 1);
  const outcomes = [
    { prediction: 'a', actual: 'a', rows: right },
    { prediction: 'a', actual: 'b', rows: labelled - right },
  ].filter(({ rows: count }) => count > 0);
  const current = assembleMeasurement(
    {
      counts: { ...NO_ROWS, rows, failed, labelled, latencies: latenciesMs.length },
      outcomes,
      scores: null,
      errors: null,
      latencies: latencies.metrics('no latency'),
    },
    { task: 'binary', positiveClass: null, hasErrorColumn: hasErrors, hasTimestamps: false },
  );
  return { subject: name, current, slowRows: latencies.rowsAboveLimit };
}

const baselineOf = (example: Example): RuleBaseline => ({ measurement: subject(example).current });
const BASELINE = baselineOf({ right: 9000, labelled: 10_000 });

function judge(example: Example, rule: RuleName, baseline = BASELINE) {
  const found = judgeRules(subject(example), [], baseline, LIMITS).find((result) => result.rule === rule);
  if (found === undefined) throw new Error(`no rule ${rule}`);
  return found;
}

describe('the accuracy rule', () => {
  it('warns of 40 labels at .85 against .90, and says both things that are missing', () => {
    // scipy.stats.fisher_exact of 1000 in 10,000 against 6 in 40
    const { state, message } = judge({ right: 34, labelled: 40 }, 'accuracy');
    expect(state).toBe('suspect');
    expect(message).toBe(
      'accuracy 0.850, baseline 0.900: 5.0 points less, limit 5.0 points; not significant (p 0.29), only 40 labelled rows of the 50 it needs',
    );
  });

  it('fires on 2,000 labels at .85 against .90', () => {
    expect(judge({ right: 1700, labelled: 2000 }, 'accuracy')).toMatchObject({
      state: 'firing',
      limit: 0.05,
    });
  });

  it('warns of a large drop on too few rows, however significant', () => {
    const { state, message } = judge({ right: 10, labelled: 49 }, 'accuracy');
    expect(state).toBe('suspect');
    expect(message).toMatch(/; only 49 labelled rows of the 50 it needs$/);
  });

  it('is quiet about a drop of 4.9 points over a million rows', () => {
    expect(judge({ right: 851_000, labelled: 1_000_000 }, 'accuracy').state).toBe('quiet');
  });

  it.each([
    [8500, 8000],
    [9000, 8500],
    [1000, 500],
  ])('takes a drop of exactly the limit for one that reaches it: %d -> %d of 10,000', (before, after) => {
    const baseline = baselineOf({ right: before, labelled: 10_000 });
    expect(judge({ right: after, labelled: 10_000 }, 'accuracy', baseline).state).toBe('firing');
  });

  it('does not trust the normal law where it counts a handful', () => {
    // scipy.stats.fisher_exact: 0 of 60 against 3 of 50 has p 0.0908; the z test would say 0.027.
    const baseline = baselineOf({ right: 60, labelled: 60 });
    const { state, message } = judge({ right: 47, labelled: 50 }, 'accuracy', baseline);
    expect(state).toBe('suspect');
    expect(message).toMatch(/not significant \(p 0\.09\)$/);
  });

  it.each([
    [{ labelled: 0 }, BASELINE, 'accuracy could not be judged: no labels'],
    [{ right: 9, labelled: 10 }, { reason: 'no baseline' }, 'accuracy could not be judged: no baseline'],
    [
      { right: 9, labelled: 10 },
      baselineOf({ labelled: 0 }),
      'accuracy could not be judged: baseline: no labels',
    ],
  ])('is unknown without labels on both sides', (example, baseline, message) => {
    expect(judge(example, 'accuracy', baseline)).toMatchObject({ state: 'unknown', observed: null, message });
  });
});

describe('the latency rule', () => {
  const steady = Array.from({ length: 200 }, (_, index) => 9 + index / 200);
  const baseline = baselineOf({ latenciesMs: steady });
  // Twice the interpolated percentile, 9.94525 ms.
  const limitMs = 19.8905;
  const withSlow = (rows: number, slow: number) =>
    Array.from({ length: rows }, (_, index) => (index < slow ? 50 : 9));

  it.each([
    ['a twentieth of slow requests among few', 100, 6, 'suspect'],
    ['a tenth of slow requests', 200, 20, 'firing'],
    ['a twentieth of slow requests among many', 20_000, 1200, 'firing'],
    ['slow requests below a twentieth', 20_000, 900, 'quiet'],
    ['few requests, all of them slow', 49, 49, 'suspect'],
  ] as const)('on %s', (_, rows, slow, state) => {
    expect(judge({ latenciesMs: withSlow(rows, slow), limitMs }, 'latency', baseline).state).toBe(state);
  });

  it('says the figures', () => {
    expect(judge({ latenciesMs: withSlow(200, 20), limitMs }, 'latency', baseline)).toMatchObject({
      observed: 50,
      message: 'latency P95 50.0 ms, baseline 9.95 ms: limit 19.9 ms (2 times)',
    });
  });
});

describe('the error rate rule', () => {
  it('tests against the rate of the baseline where that is known', () => {
    const baseline = baselineOf({ rows: 10_000, failed: 800, hasErrors: true });
    const example = { rows: 200, failed: 21, hasErrors: true };
    // 10.5 % is far from significant against 8 %.
    expect(judge(example, 'error-rate', baseline)).toMatchObject({ state: 'suspect', observed: 0.105 });
    const calm = baselineOf({ rows: 10_000, failed: 10, hasErrors: true });
    expect(judge(example, 'error-rate', calm).state).toBe('firing');
  });

  it('tests against the limit where it is not', () => {
    expect(judge({ rows: 200, failed: 21, hasErrors: true }, 'error-rate').state).toBe('suspect');
    expect(judge({ rows: 200, failed: 35, hasErrors: true }, 'error-rate').state).toBe('firing');
    expect(judge({ rows: 200, failed: 3, hasErrors: true }, 'error-rate').state).toBe('quiet');
  });

  it('is unknown without an error column, rather than 0', () => {
    expect(judge({ rows: 200 }, 'error-rate')).toMatchObject({ state: 'unknown', observed: null });
  });
});

describe('segments', () => {
  it('are corrected for their number, the window as a whole is not', () => {
    const judgeOne = { right: 168, labelled: 200 };
    const alone = judgeRules(subject(judgeOne), [], BASELINE, LIMITS);
    expect(alone[0]?.state).toBe('firing');
    const calm = Array.from({ length: 39 }, (_, index) =>
      subject({ right: 180, labelled: 200 }, `s=${index}`),
    );
    const rules = judgeRules(subject(judgeOne), [subject(judgeOne, 's=bad'), ...calm], BASELINE, LIMITS);
    const states = rules
      .filter(({ rule }) => rule === 'accuracy')
      .map(({ subject: name, state }) => [name, state]);
    expect(states.slice(0, 2)).toEqual([
      [null, 'firing'],
      ['s=bad', 'suspect'],
    ]);
  });
});

describe('the verdict', () => {
  const rule = (state: 'firing' | 'suspect' | 'quiet' | 'unknown') => ({
    rule: 'accuracy' as const,
    subject: null,
    state,
    observed: null,
    limit: null,
    message: state,
  });

  it.each([
    [['firing', 'suspect', 'quiet'], 'fail'],
    [['suspect', 'quiet', 'unknown'], 'warn'],
    [['quiet', 'unknown'], 'pass'],
    [['unknown', 'unknown'], 'unknown'],
    [[], 'unknown'],
  ] as const)('of %j is %s', (states, verdict) => {
    expect(verdictOfRules(states.map(rule))).toBe(verdict);
  });

  it('is told in a sentence that does not hide what was not judged', () => {
    expect(summarizeRules([rule('quiet'), rule('unknown')])).toBe('no rule fires; unknown');
    expect(summarizeRules([rule('firing'), rule('firing'), rule('suspect')])).toBe('firing; and 1 more');
    expect(summarizeRules([])).toBe('nothing to judge');
  });
});
