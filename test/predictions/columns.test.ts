import { describe, expect, it } from 'vitest';
import { assignColumns, LABELS, PREDICTIONS } from '../../src/predictions/columns.js';
import { expectGovError } from '../expect-error.js';

const NAMES = ['request_id', 'timestamp', 'age', 'prediction'];

describe('finding columns by name', () => {
  it('takes the usual names whatever their case and separators, and leaves the rest as features', () => {
    const names = [
      'Request-ID',
      'TS',
      'y_pred',
      'Proba',
      'latencyMs',
      'ground.truth',
      'Error Message',
      'age',
    ];
    expect(assignColumns(names, {}, PREDICTIONS, 'f')).toEqual({
      roles: {
        requestId: 'Request-ID',
        timestamp: 'TS',
        prediction: 'y_pred',
        probability: 'Proba',
        latencyMs: 'latencyMs',
        actual: 'ground.truth',
        error: 'Error Message',
      },
      features: ['age'],
    });
  });

  it('does without probability, latency, truth and error', () => {
    expect(assignColumns(NAMES, {}, PREDICTIONS, 'f').roles).toEqual({
      requestId: 'request_id',
      timestamp: 'timestamp',
      prediction: 'prediction',
    });
  });

  it('names the flag and the columns found when there is no request id', () => {
    const error = expectGovError(() => assignColumns(['key', 'ts', 'prediction'], {}, PREDICTIONS, 'a.csv'));
    expect(error.kind).toBe('usage');
    expect(error.message).toBe('a.csv: no column is known to be the request id');
    expect(error.hint).toBe('name it with --request-id <column>; columns found: "key", "ts", "prediction"');
  });

  it('names both columns that could play a role', () => {
    const error = expectGovError(() => assignColumns([...NAMES, 'time'], {}, PREDICTIONS, 'a.csv'));
    expect(error.kind).toBe('usage');
    expect(error.message).toBe('a.csv: columns "timestamp" and "time" could both be the timestamp');
    expect(error.hint).toContain('--timestamp');
  });
});

describe('columns named by the user', () => {
  it('win over the usual names, which then are features', () => {
    const { roles, features } = assignColumns(
      [...NAMES, 'time'],
      { timestamp: 'timestamp' },
      PREDICTIONS,
      'f',
    );
    expect(roles.timestamp).toBe('timestamp');
    expect(features).toEqual(['age', 'time']);
  });

  it('must be there when they are needed', () => {
    const error = expectGovError(() => assignColumns(NAMES, { prediction: 'guess' }, PREDICTIONS, 'a.csv'));
    expect(error.kind).toBe('usage');
    expect(error.message).toBe('a.csv: has no column "guess"');
  });

  it('may be missing from a file when they are not needed', () => {
    expect(assignColumns(NAMES, { probability: 'p1' }, PREDICTIONS, 'f').roles.probability).toBeUndefined();
  });

  it('may not turn a column that is called like a role into a feature, because the log could not keep both', () => {
    const error = expectGovError(() =>
      assignColumns([...NAMES, 'guess'], { prediction: 'guess' }, PREDICTIONS, 'a.csv'),
    );
    expect(error.message).toBe('a.csv: column "prediction" is not the prediction, which is "guess"');
  });
});

describe('a file of labels', () => {
  it('needs a request id and the truth, and nothing else of it matters', () => {
    const names = ['id', 'label', 'timestamp', 'time', 'prediction'];
    expect(assignColumns(names, {}, LABELS, 'f')).toEqual({
      roles: { requestId: 'id', actual: 'label' },
      features: [],
    });
    expect(expectGovError(() => assignColumns(['id', 'x'], {}, LABELS, 'f')).hint).toContain('--actual');
  });
});
