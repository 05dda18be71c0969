import { describe, expect, it } from 'vitest';
import type { RegistryEvent } from '../../src/registry/events.js';
import { expectGovError } from '../expect-error.js';
import { RegistryHistory } from './registry-history.js';

const move = (
  version: string,
  from: 'validation' | 'staging' | 'production' | 'deprecated' | 'failed',
  to: 'training' | 'staging' | 'production' | 'deprecated',
  cause: 'request' | 'replaced' | 'rollback' = 'request',
): RegistryEvent => ({ type: 'status-changed', model: 'elec-price', version, from, to, cause });

describe('a history that cannot have happened', () => {
  const live = () =>
    new RegistryHistory().registerInProduction('1.0.0').register('1.1.0').promote('1.1.0', 'staging');
  const registration = (history: RegistryHistory) =>
    history.entries.flatMap(({ events }) => events).find((event) => event.type === 'version-registered');

  it.each<[string, (history: RegistryHistory) => RegistryEvent]>([
    ['a second creation of the registry', () => ({ type: 'registry-created', id: 'again' })],
    ['a second creation of a model', () => ({ type: 'model-created', model: 'elec-price', modelType: 'x' })],
    ['a second registration of a version', (history) => registration(history) as RegistryEvent],
    [
      'a version registered in production',
      (history) => ({ ...registration(history), version: '9.0.0', status: 'production' }) as RegistryEvent,
    ],
    [
      'a version number that is none',
      (history) => ({ ...registration(history), version: 'v9' }) as RegistryEvent,
    ],
    ['a second version in production', () => move('1.1.0', 'staging', 'production')],
    ['a step the lifecycle does not have', () => move('1.0.0', 'production', 'training')],
    ['a status that the version was not in', () => move('1.1.0', 'validation', 'staging')],
    ['a rollback to what never was in production', () => move('1.1.0', 'staging', 'production', 'rollback')],
    ['a change to an unknown version', () => move('7.0.0', 'validation', 'staging')],
  ])('is refused: %s', (_name, event) => {
    const history = live();
    expect(expectGovError(() => history.commit({ action: 'test', events: [event(history)] }))).toMatchObject({
      kind: 'integrity',
      exitCode: 5,
    });
  });

  it('is refused: anything before the registry was created', () => {
    const history = new RegistryHistory();
    const [first] = history.entries;
    const events = [...(first?.events ?? [])];
    expect(events.map(({ type }) => type)).toEqual(['registry-created']);
    const empty = Object.assign(Object.create(RegistryHistory.prototype) as RegistryHistory, history, {
      state: { ...history.state, id: null },
    });
    expectGovError(() => empty.register('1.0.0'));
  });
});

describe('retirement', () => {
  it('is never undone by a plain rollback', () => {
    const history = new RegistryHistory()
      .registerInProduction('1.0.0')
      .registerInProduction('1.1.0')
      .promote('1.1.0', 'deprecated');
    history.rollback();
    expect(history.version('1.0.0').status).toBe('production');
  });
});
