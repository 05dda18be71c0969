import { describe, expect, it } from 'vitest';
import { parseAddress, resolveAddress } from '../../src/registry/address.js';
import { parseModelName, parseVersionNumber } from '../../src/registry/names.js';
import { expectGovError } from '../expect-error.js';
import { RegistryHistory } from './registry-history.js';

const resolve = (history: RegistryHistory, text: string) =>
  resolveAddress(history.state, parseAddress(text)).version.version;

describe('addresses', () => {
  const history = new RegistryHistory()
    .registerInProduction('1.0.0')
    .register('1.2.0')
    .promote('1.2.0', 'staging')
    .register('1.10.0')
    .register('2.0.0-rc.1');

  it.each([
    ['elec-price@1.2.0', '1.2.0'],
    ['elec-price@production', '1.0.0'],
    ['elec-price@staging', '1.2.0'],
    // By SemVer precedence, not by text; a pre-release does not outrank a release.
    ['elec-price@latest', '1.10.0'],
  ])('%s is %s', (text, expected) => {
    expect(resolve(history, text)).toBe(expected);
  });

  it('points at a pre-release when there is nothing else', () => {
    expect(resolve(new RegistryHistory().register('1.0.0-rc.1'), 'elec-price@latest')).toBe('1.0.0-rc.1');
  });

  it('never points at a failed version by "latest"', () => {
    expect(
      resolve(
        new RegistryHistory().register('1.0.0').register('1.1.0').promote('1.1.0', 'failed'),
        'elec-price@latest',
      ),
    ).toBe('1.0.0');
  });

  it.each([
    ['elec-price', 'names no version'],
    ['elec-price@prodution', 'unknown pointer'],
    ['elec-price@v1.0.0', 'MAJOR.MINOR.PATCH'],
    ['elec-price@1.0', 'MAJOR.MINOR.PATCH'],
    ['elec-price@', 'MAJOR.MINOR.PATCH'],
    ['../etc@1.0.0', 'model name'],
    ['elec price@1.0.0', 'model name'],
  ])('refuses %s', (text, message) => {
    const error = expectGovError(() => parseAddress(text));
    expect(error.message).toContain(message);
    expect(error).toMatchObject({ kind: 'usage', exitCode: 2 });
    expect(error.hint).toBeTruthy();
  });

  it('suggests the nearest name for an unknown one', () => {
    expect(expectGovError(() => resolve(history, 'elec-prise@latest')).hint).toContain('elec-price');
    expect(expectGovError(() => resolve(history, 'elec-price@3.0.0')).hint).toContain('1.10.0');
  });

  it('refuses build metadata and other spellings that would make two names for one version', () => {
    for (const text of ['1.0.0+build', ' 1.0.0', '01.0.0', '1.0.0 '])
      expectGovError(() => parseVersionNumber(text));
  });

  it('refuses model names that are no good as folder names', () => {
    for (const text of ['', '.', '..', '.hidden', 'a/b', 'a\\b', 'a\u0000b', 'x'.repeat(101), '__proto__']) {
      expectGovError(() => parseModelName(text));
    }
  });
});
