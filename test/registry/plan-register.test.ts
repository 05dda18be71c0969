import { describe, expect, it } from 'vitest';
import { planRegister } from '../../src/registry/plan-register.js';
import { EMPTY_STATE, findModel } from '../../src/registry/state.js';
import { expectGovError } from '../expect-error.js';
import { RegistryHistory, registerRequest } from './registry-history.js';

describe('registration', () => {
  it('creates the model with its first version, 1.0.0', () => {
    const plan = planRegister(EMPTY_STATE, registerRequest('churn', null));
    expect(plan.version).toBe('1.0.0');
    expect(plan.events.map(({ type }) => type)).toEqual(['model-created', 'version-registered']);
  });

  it.each([
    ['patch', '1.2.4'],
    ['minor', '1.3.0'],
    ['major', '2.0.0'],
  ] as const)('counts on from the highest version by --bump %s', (bump, expected) => {
    const history = new RegistryHistory().register('1.10.0').register('1.2.3');
    const { state } = new RegistryHistory().register('1.2.3').register('1.2.0');
    expect(planRegister(state, { ...registerRequest('elec-price', null), bump }).version).toBe(expected);
    expect(planRegister(history.state, registerRequest('elec-price', null)).version).toBe('1.10.1');
  });

  it('names the version that already holds the same content', () => {
    const { state } = new RegistryHistory().register('1.0.0');
    const again = { ...registerRequest('elec-price', '1.0.0'), version: null };
    expect(expectGovError(() => planRegister(state, again)).message).toContain('elec-price@1.0.0');
    expect(planRegister(state, { ...again, ifAbsent: true })).toMatchObject({ events: [], version: '1.0.0' });
  });

  it('refuses a version number that is taken by other content, even with --if-absent', () => {
    const { state } = new RegistryHistory().register('1.0.0');
    const other = { ...registerRequest('elec-price', '2.0.0'), version: '1.0.0', ifAbsent: true };
    expect(expectGovError(() => planRegister(state, other))).toMatchObject({ kind: 'input' });
  });

  it('takes the same files with another configuration as new content', () => {
    const { state } = new RegistryHistory().register('1.0.0');
    const request = { ...registerRequest('elec-price', '1.0.0'), version: null, config: { threshold: 0.4 } };
    expect(planRegister(state, request).version).toBe('1.0.1');
  });

  it('records an owner only where one is named, and takes content with another owner as the same', () => {
    const { state } = new RegistryHistory()
      .register('1.0.0', { owner: 'team-retention' })
      .register('1.1.0', { owner: null })
      .register('1.2.0');
    const versions = findModel(state, 'elec-price')?.versions;
    expect(versions?.['1.0.0']).toHaveProperty('owner', 'team-retention');
    expect(versions?.['1.1.0']).not.toHaveProperty('owner');
    expect(versions?.['1.2.0']).not.toHaveProperty('owner');
    const again = { ...registerRequest('elec-price', '1.0.0'), owner: 'somebody else', ifAbsent: true };
    expect(planRegister(state, again)).toMatchObject({ events: [], version: '1.0.0' });
  });

  it('lets content that failed before be registered again', () => {
    const { state } = new RegistryHistory().register('1.0.0').promote('1.0.0', 'failed');
    expect(planRegister(state, { ...registerRequest('elec-price', '1.0.0'), version: null }).version).toBe(
      '1.0.1',
    );
  });

  it('refuses a name that differs only in case, a foreign type and an unknown parent', () => {
    const { state } = new RegistryHistory().register('1.0.0');
    expect(expectGovError(() => planRegister(state, registerRequest('Elec-Price', null))).message).toContain(
      'case',
    );
    const typed = { ...registerRequest('elec-price', '1.1.0'), modelType: 'regression' };
    expect(expectGovError(() => planRegister(state, typed)).message).toContain('unspecified');
    const request = registerRequest('elec-price', '1.1.0');
    const orphan = { ...request, lineage: { ...request.lineage, parentVersion: '0.9.0' } };
    expect(expectGovError(() => planRegister(state, orphan)).message).toContain('0.9.0');
  });
});
