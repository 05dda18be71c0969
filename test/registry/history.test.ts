import { describe, expect, it } from 'vitest';
import { historyOf, lastFailure } from '../../src/registry/history.js';
import { RegistryHistory } from './registry-history.js';

describe('the last failure of a version', () => {
  it('is none before it has failed, and not that of another version', () => {
    const { name, entries } = new RegistryHistory()
      .register('1.0.0')
      .register('2.0.0')
      .promote('2.0.0', 'failed');
    const history = historyOf(entries, name);
    expect(lastFailure(history, '1.0.0')).toBeNull();
    expect(lastFailure(history, '2.0.0')).toMatchObject({ at: entries.at(-1)?.at, cause: 'request' });
  });
});
