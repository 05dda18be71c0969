import { describe, expect, it } from 'vitest';
import { stateOfAlert } from '../../src/registry/alert.js';
import type { AlertOpened, RegistryEvent } from '../../src/registry/events.js';
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

describe('a history of alerts that cannot have happened', () => {
  const opened = (number: number, changes: Partial<AlertOpened> = {}): RegistryEvent => ({
    type: 'alert-opened',
    model: 'elec-price',
    version: '1.0.0',
    id: `elec-price:${number}`,
    rule: 'drift',
    subject: null,
    severity: 'severe',
    message: 'drift',
    observed: 0.3,
    limit: 0.1,
    checkId: 'check-1',
    windowEnd: '2026-01-01T00:00:00.000Z',
    ...changes,
  });
  const acknowledged = (id: string): RegistryEvent => ({
    type: 'alert-acknowledged',
    model: 'elec-price',
    id,
  });
  const resolved = (id: string): RegistryEvent => ({
    type: 'alert-resolved',
    model: 'elec-price',
    id,
    cause: 'request',
  });
  const commit = (history: RegistryHistory, ...events: RegistryEvent[]) => {
    for (const event of events) history.commit({ action: 'alert', events: [event] });
    return history;
  };
  const live = () => new RegistryHistory().registerInProduction('1.0.0');

  it('keeps what is unresolved, and forgets what is resolved but for its number', () => {
    const history = commit(
      live(),
      opened(1),
      opened(2, { subject: 'age' }),
      acknowledged('elec-price:2'),
      resolved('elec-price:1'),
      opened(3),
    );
    const { alerts } = history.model();
    expect(alerts).toMatchObject({ opened: 3, unresolved: { 'elec-price:2': {}, 'elec-price:3': {} } });
    expect(Object.values(alerts?.unresolved ?? {}).map(stateOfAlert)).toEqual(['acknowledged', 'open']);
  });

  it('leaves a model without alerts as it was before there were any', () => {
    expect(live().model()).not.toHaveProperty('alerts');
  });

  it.each<[string, RegistryEvent[]]>([
    ['an alert resolved twice', [opened(1), resolved('elec-price:1'), resolved('elec-price:1')]],
    ['an alert acknowledged twice', [opened(1), acknowledged('elec-price:1'), acknowledged('elec-price:1')]],
    [
      'an acknowledgement of a resolved alert',
      [opened(1), resolved('elec-price:1'), acknowledged('elec-price:1')],
    ],
    ['a resolution of an alert that never was', [resolved('elec-price:1')]],
    ['a resolution of what is no alert at all', [opened(1), resolved('constructor')]],
    ['a second alert about the same thing', [opened(1), opened(2)]],
    ['an alert that skips a number', [opened(2)]],
    ['an alert that takes a number again', [opened(1), resolved('elec-price:1'), opened(1)]],
    ['an alert of an unknown version', [opened(1, { version: '9.0.0' })]],
  ])('is refused: %s', (_, events) => {
    expect(expectGovError(() => commit(live(), ...events))).toMatchObject({ kind: 'integrity', exitCode: 5 });
  });
});

describe('a history of reviews and waivers that cannot have happened', () => {
  const reviewed = (version: string, to: 'staging' | 'production'): RegistryEvent => ({
    type: 'version-reviewed',
    model: 'elec-price',
    version,
    to,
    decision: 'approved',
  });
  const waived = (version: string): RegistryEvent => ({
    type: 'gate-waived',
    model: 'elec-price',
    version,
    to: 'production',
    gate: 'minimum',
    until: null,
  });
  const live = () =>
    new RegistryHistory()
      .registerInProduction('1.0.0')
      .registerInProduction('1.1.0')
      .register('1.2.0')
      .promote('1.2.0', 'staging')
      .register('1.3.0')
      .fail('1.3.0');
  const commit = (event: RegistryEvent) => live().commit({ action: 'test', events: [event] });

  it.each<[string, RegistryEvent]>([
    ['a review of an unknown version', reviewed('9.0.0', 'production')],
    ['a review of an unknown model', { ...reviewed('1.2.0', 'production'), model: 'other' } as RegistryEvent],
    ['a review for the status that the version is in', reviewed('1.2.0', 'staging')],
    ['a review for staging of what is in production', reviewed('1.1.0', 'staging')],
    ['a review of a retired version', reviewed('1.0.0', 'production')],
    ['a review of a failed version', reviewed('1.3.0', 'production')],
    ['a waiver for an unknown version', waived('9.0.0')],
  ])('is refused: %s', (_, event) => {
    expect(expectGovError(() => commit(event))).toMatchObject({ kind: 'integrity', exitCode: 5 });
  });

  it('is not this: a review ahead of time, and a waiver in the commit of its promotion, before or after it', () => {
    const ahead = new RegistryHistory().register('1.0.0');
    ahead.commit({ action: 'approve', events: [reviewed('1.0.0', 'production')] });
    ahead.promote('1.0.0', 'staging');
    ahead.commit({ action: 'promote', events: [move('1.0.0', 'staging', 'production'), waived('1.0.0')] });
    expect(ahead.model()).toMatchObject({ reviews: [{ decision: 'approved' }], waivers: [{ until: null }] });
  });

  it('leaves a model as it was before there were any, until the first', () => {
    expect(live().model()).not.toHaveProperty('reviews');
    expect(live().model()).not.toHaveProperty('waivers');
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
