import { describe, expect, it } from 'vitest';
import classes from '../../fixtures/stats/performance-classes.json' with { type: 'json' };
import estimates from '../../fixtures/stats/performance-estimate.json' with { type: 'json' };
import latencies from '../../fixtures/stats/performance-latency.json' with { type: 'json' };
import probabilities from '../../fixtures/stats/performance-probabilities.json' with { type: 'json' };
import regressions from '../../fixtures/stats/performance-regression.json' with { type: 'json' };
import { confusionMatrix, measureClass, measureMacro } from '../../src/performance/confusion.js';
import { ExpectedOutcomes } from '../../src/performance/estimate.js';
import { LatencyPercentiles } from '../../src/performance/latency.js';
import type { Metric } from '../../src/performance/metric.js';
import { ProbabilityScores } from '../../src/performance/probability-scores.js';
import { RegressionErrors } from '../../src/performance/regression.js';
import { IsotonicRegression } from '../../src/stats/isotonic-regression.js';
import { disagreements } from '../stats/agreement.js';
import { seededRandom } from '../stats/samples.js';

const figureOf = ({ value }: Metric) => value ?? Number.NaN;

describe('metrics of classes', () => {
  it('agree with scikit-learn', () => {
    expect(
      disagreements(classes.cases, 1e-12, ({ outcomes, accuracy, macro, positive }) => {
        const [ours, ofA] = [measureMacro(outcomes), measureClass(outcomes, 'a')];
        return {
          accuracy: [figureOf(ours.accuracy), accuracy],
          precision: [figureOf(ours.precision), macro[0] ?? 0],
          recall: [figureOf(ours.recall), macro[1] ?? 0],
          f1: [figureOf(ours.f1), macro[2] ?? 0],
          ...(positive === null
            ? {}
            : {
                positivePrecision: [figureOf(ofA.precision), positive[0] ?? 0],
                positiveRecall: [figureOf(ofA.recall), positive[1] ?? 0],
                positiveF1: [figureOf(ofA.f1), positive[2] ?? 0],
              }),
        };
      }),
    ).toEqual([]);
  });

  it('come with the confusion matrix of scikit-learn: actual classes down, predicted ones across', () => {
    for (const { outcomes, classes: names, confusion } of classes.cases) {
      expect(confusionMatrix(outcomes)).toEqual({ classes: names, counts: confusion });
    }
  });

  it('are null without labels, never 0', () => {
    for (const metrics of [measureClass([], 'a'), measureMacro([])]) {
      for (const metric of Object.values(metrics)) {
        expect(metric).toEqual({ value: null, n: 0, low: null, high: null, reason: 'no labels' });
      }
    }
  });

  it('are null with the reason where they are undefined', () => {
    const allNegative = [{ prediction: 'b', actual: 'b', rows: 9 }];
    expect(measureClass(allNegative, 'a')).toMatchObject({
      accuracy: { value: 1, n: 9 },
      precision: { value: null, reason: 'no labelled row was predicted "a"' },
      recall: { value: null, reason: 'no label is "a"' },
      f1: { value: null, reason: 'no label is "a"' },
    });
    const neverFound = [{ prediction: 'b', actual: 'a', rows: 9 }];
    expect(measureClass(neverFound, 'a')).toMatchObject({ f1: { value: 0, n: 9 }, recall: { value: 0 } });
  });

  it('say which class counted as 0 in a mean over classes', () => {
    const { precision, recall } = measureMacro([
      { prediction: 'a', actual: 'a', rows: 3 },
      { prediction: 'b', actual: 'c', rows: 1 },
    ]);
    expect(precision).toMatchObject({ value: 1 / 3, reason: 'never predicted: c (counts as 0)' });
    expect(recall).toMatchObject({ value: 1 / 3, reason: 'no label is: b (counts as 0)' });
  });

  it('have intervals that hold the value: Wilson, and for F1 that of a proportion behind it', () => {
    const { accuracy, f1 } = measureClass(
      [
        { prediction: 'a', actual: 'a', rows: 40 },
        { prediction: 'a', actual: 'b', rows: 5 },
        { prediction: 'b', actual: 'a', rows: 5 },
        { prediction: 'b', actual: 'b', rows: 50 },
      ],
      'a',
    );
    // scipy.stats.binomtest(90, 100).proportion_ci(method='wilson')
    expect(accuracy.low).toBeCloseTo(0.8256343384950865, 12);
    expect(accuracy.high).toBeCloseTo(0.9447708629393249, 12);
    // The same of 40 of 50, through 2 s / (1 + s).
    expect(f1.value).toBeCloseTo(80 / 90, 12);
    expect(f1.low).toBeCloseTo((2 * 0.6696289406777458) / 1.6696289406777458, 12);
  });
});

describe('metrics of probabilities', () => {
  it('agree with scikit-learn, ties included', () => {
    expect(
      disagreements(probabilities.cases, 1e-12, ({ bins, auc, logLoss, brier }) => {
        const scores = new ProbabilityScores();
        for (const { p, positives, negatives } of bins) scores.add(p, positives, negatives);
        const metrics = scores.metrics();
        return {
          auc: [figureOf(metrics.auc), auc],
          logLoss: [figureOf(metrics.logLoss), logLoss],
          brier: [figureOf(metrics.brier), brier],
        };
      }),
    ).toEqual([]);
  });

  it('have no AUC of one class only, and none at all without labels', () => {
    const scores = new ProbabilityScores();
    expect(scores.metrics().auc.reason).toBe('no labelled row has a probability');
    scores.add(0.3, 0, 7);
    expect(scores.metrics()).toMatchObject({
      auc: { value: null, n: 7, reason: 'all labels are of one class' },
      brier: { value: 0.09 },
    });
  });

  it('stay finite when a probability of 0 turns out wrong', () => {
    const scores = new ProbabilityScores();
    scores.add(0, 1, 1);
    // -ln(2^-52) / 2
    expect(scores.metrics().logLoss.value).toBeCloseTo(18.0218, 4);
  });
});

describe('metrics of quantities', () => {
  it('agree with scikit-learn, also far from 0', () => {
    expect(
      disagreements(regressions.cases, 1e-7, ({ actual, prediction, mae, rmse, r2, sem }) => {
        const errors = new RegressionErrors(actual[0] ?? 0);
        for (const [index, label] of actual.entries()) errors.add(prediction[index] ?? 0, label);
        const metrics = errors.metrics();
        return {
          mae: [figureOf(metrics.mae), mae],
          rmse: [figureOf(metrics.rmse), rmse],
          r2: [figureOf(metrics.r2), r2],
          reach: [(metrics.mae.high ?? 0) - figureOf(metrics.mae), 1.959963984540054 * sem],
        };
      }),
    ).toEqual([]);
  });

  it('do not depend on the order of rows, to the last digit', () => {
    const random = seededRandom(3);
    const pairs = Array.from({ length: 2000 }, () => [random() * 1e6, random() / 3] as const);
    const measure = (rows: readonly (readonly [number, number])[]) => {
      const errors = new RegressionErrors(0.1);
      for (const [prediction, actual] of rows) errors.add(prediction, actual);
      return errors.metrics();
    };
    expect(measure(pairs.toReversed())).toEqual(measure(pairs));
  });

  it('have no R2 where all labels are equal, and say when numbers are too large', () => {
    const errors = new RegressionErrors(5);
    errors.add(4, 5);
    errors.add(7, 5);
    expect(errors.metrics()).toMatchObject({
      mae: { value: 1.5 },
      r2: { value: null, reason: 'all labels are equal' },
    });
    errors.add(1e300, 5);
    expect(errors.metrics().rmse).toMatchObject({
      value: null,
      reason: 'the numbers are too large to compute it',
    });
  });
});

describe('percentiles of latency', () => {
  const measure = (values: readonly number[], limitMs = Number.POSITIVE_INFINITY) => {
    const percentiles = new LatencyPercentiles(values.length, limitMs);
    const counts = new Map<number, number>();
    for (const value of values.toSorted((a, b) => a - b)) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const [value, rows] of counts) percentiles.add(value, rows);
    return { percentiles, metrics: percentiles.metrics('none') };
  };

  it('agree with numpy', () => {
    expect(
      disagreements(latencies.cases, 1e-12, ({ latencies: values, percentiles: [p50, p95, p99] }) => {
        const { metrics } = measure(values);
        return {
          p50: [figureOf(metrics.latencyP50Ms), p50 ?? 0],
          p95: [figureOf(metrics.latencyP95Ms), p95 ?? 0],
          p99: [figureOf(metrics.latencyP99Ms), p99 ?? 0],
        };
      }),
    ).toEqual([]);
  });

  it('say that the 99th has no upper bound below n = 299', () => {
    const values = Array.from({ length: 299 }, (_, index) => index + 1);
    expect(measure(values.slice(1)).metrics.latencyP99Ms).toMatchObject({
      high: null,
      reason: 'no 95 % upper bound below n = 299',
    });
    expect(measure(values).metrics.latencyP99Ms).toMatchObject({ high: 299, reason: null });
  });

  it('lie within their intervals, also of few values', () => {
    for (let n = 1; n < 80; n++) {
      const values = Array.from({ length: n }, (_, index) => (index * 7919) % 1000);
      for (const { value, low, high } of Object.values(measure(values).metrics)) {
        expect(low ?? 0).toBeLessThanOrEqual(value ?? -1);
        expect(high ?? 1000).toBeGreaterThanOrEqual(value ?? 1001);
      }
    }
  });

  it('count what is above a limit, not what equals it', () => {
    expect(measure([1, 2, 2, 3, 4], 2).percentiles.rowsAboveLimit).toBe(2);
  });
});

describe('an estimate without labels', () => {
  /** A calibration by so many rows that chance has no part in it: probability -> share of the positive class. */
  function calibrated(
    points: readonly (readonly [probability: number, share: number])[],
  ): IsotonicRegression {
    const regression = new IsotonicRegression();
    for (const [probability, share] of points) regression.add(probability, share * 1e12, 1e12);
    return regression;
  }

  it('has an interval that holds the realised accuracy about as often as it says, a small baseline included', () => {
    const random = seededRandom(5);
    const draw = (rows: number) => {
      const bins = new Map<number, { positives: number; rows: number }>();
      for (let row = 0; row < rows; row++) {
        const p = Math.floor(random() * 100) / 100;
        const bin = bins.get(p) ?? { positives: 0, rows: 0 };
        bins.set(p, { positives: bin.positives + (random() < p ? 1 : 0), rows: bin.rows + 1 });
      }
      return [...bins].sort(([a], [b]) => a - b);
    };
    const trials = 300;
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const calibration = new IsotonicRegression();
      for (const [p, { positives, rows }] of draw(1500)) calibration.add(p, positives, rows);
      const expected = new ExpectedOutcomes(calibration);
      let right = 0;
      for (const [p, { positives, rows }] of draw(1000)) {
        expected.add(p, p >= 0.5 ? rows : 0, p >= 0.5 ? 0 : rows);
        right += p >= 0.5 ? positives : rows - positives;
      }
      const { low, high } = expected.metrics().accuracy;
      if ((low ?? 1) <= right / 1000 && right / 1000 <= (high ?? 0)) held++;
    }
    expect(held / trials).toBeGreaterThan(0.92);
    expect(held / trials).toBeLessThan(0.995);
  });

  it('is what simulated labels give on average, and its interval holds 95 % of them', () => {
    const names = ['accuracy', 'precision', 'recall', 'f1'] as const;
    const off = estimates.cases.flatMap(({ bins, means, lows, highs }) => {
      const expected = new ExpectedOutcomes(calibrated(bins.map(({ p }) => [p, p])));
      for (const { p, predictedPositive, predictedNegative } of bins) {
        expected.add(p, predictedPositive, predictedNegative);
      }
      const metrics = expected.metrics();
      return names.filter((name) => {
        const { value, low, high } = metrics[name];
        const close = (a: number | null, b: number, tolerance: number) => Math.abs((a ?? 9) - b) < tolerance;
        return !(
          close(value, means[name], 0.002) &&
          close(low, lows[name], 0.01) &&
          close(high, highs[name], 0.01)
        );
      });
    });
    expect(off).toEqual([]);
  });

  it('has nothing to say of no rows, or where nothing is positive', () => {
    expect(new ExpectedOutcomes(calibrated([[0.5, 0.5]])).metrics().accuracy.value).toBeNull();
    const never = new ExpectedOutcomes(calibrated([[0.5, 0]]));
    never.add(0.2, 0, 10);
    expect(never.metrics()).toMatchObject({
      accuracy: { value: 1, high: 1 },
      precision: { value: null },
      recall: { value: null, reason: 'no row is expected to be of the positive class' },
    });
  });
});
