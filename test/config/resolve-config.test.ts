import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CONFIG_KEY_NAMES, CONFIG_KEYS, environmentNameOf } from '../../src/config/keys.js';
import { renderConfigFile } from '../../src/config/render-config.js';
import { type ConfigDocument, resolveConfig } from '../../src/config/resolve-config.js';
import { expectGovError } from '../expect-error.js';

const file = (content: unknown): ConfigDocument => ({
  path: '.dharmarc',
  content,
  lineOf: (path) => (path.length > 0 ? 7 : undefined),
});

describe('configuration', () => {
  it('prefers flag over environment over file over default, and says which it was', () => {
    const document = file({ registryPath: 'from-file', driftThreshold: 0.3, maxBadRows: 5 });
    const env = { DHARMA_REGISTRY_PATH: 'from-env', DHARMA_DRIFT_THRESHOLD: '0.2' };
    const { config, origins } = resolveConfig(document, env, { registryPath: 'from-flag' });
    expect(config).toMatchObject({
      registryPath: 'from-flag',
      driftThreshold: 0.2,
      maxBadRows: 5,
      'drift.alpha': 0.05,
    });
    expect(origins).toMatchObject({
      registryPath: 'flag',
      driftThreshold: 'DHARMA_DRIFT_THRESHOLD',
      maxBadRows: '.dharmarc:7',
      'drift.alpha': 'default',
    });
  });

  it('reads nested keys and maps', () => {
    const document = file({ gates: { production: { minimum: { accuracy: 0.8 } }, staging: null } });
    expect(resolveConfig(document, {}, {}).config['gates.production.minimum']).toEqual({ accuracy: 0.8 });
  });

  it.each([
    [{ registryPaht: 'x' }, '.dharmarc:7: registryPaht: unknown key', 'registryPath'],
    [
      { gates: { production: { minimun: {} } } },
      '.dharmarc:7: gates.production.minimun: unknown key',
      'gates.production.minimum',
    ],
    [{ alert: { quietChecks: 3 } }, '.dharmarc:7: alert: unknown key', 'did you mean "alerts"?'],
    [{ driftThreshold: 'high' }, '.dharmarc:7: driftThreshold: expected a number, got "high"', undefined],
    [{ maxBadRows: 1.5 }, 'expected a whole number', undefined],
    [{ maxBadRows: -1 }, 'at least 0', undefined],
    [{ drift: { alpha: 2 } }, 'from 0 to 1', undefined],
    [
      { gates: { production: { minimum: { accuracy: 'high' } } } },
      'gates.production.minimum.accuracy: expected a number',
      undefined,
    ],
    [{ gates: 5 }, 'gates: expected settings', undefined],
    [[], '.dharmarc: expected settings', undefined],
    ['text', '.dharmarc: expected settings', undefined],
  ])('refuses %j, naming the place', (content, message, hint) => {
    const error = expectGovError(() => resolveConfig(file(content), {}, {}));
    expect(error).toMatchObject({ kind: 'config', exitCode: 2 });
    expect(error.message).toContain(message);
    if (hint !== undefined) expect(error.hint).toContain(hint);
  });

  it('refuses an unknown variable with the nearest one, and a value of the wrong type', () => {
    expect(expectGovError(() => resolveConfig(undefined, { DHARMA_REGISTRYPATH: 'x' }, {})).hint).toContain(
      'DHARMA_REGISTRY_PATH',
    );
    expect(
      expectGovError(() => resolveConfig(undefined, { DHARMA_MAX_BAD_ROWS: 'many' }, {})).message,
    ).toContain('DHARMA_MAX_BAD_ROWS');
  });

  it('names the three closest variables of many where none is close enough', () => {
    const { hint } = expectGovError(() => resolveConfig(undefined, { DHARMA_UNHEARD_OF_ENTIRELY: 'x' }, {}));
    expect(hint).toMatch(/^the closest of \d+: DHARMA_\w+, DHARMA_\w+, DHARMA_\w+$/);
  });

  it('gives every key a variable of its own', () => {
    expect(new Set(CONFIG_KEY_NAMES.map(environmentNameOf)).size).toBe(CONFIG_KEY_NAMES.length);
  });

  it('writes a file that reads back as what was chosen', () => {
    const chosen = { registryPath: 'm', 'gates.production.minimum': { accuracy: 0.8 }, driftThreshold: 0.2 };
    const { config } = resolveConfig(file(parse(renderConfigFile(chosen))), {}, {});
    expect(config).toMatchObject(chosen);
  });

  it('keeps every key with default, unit and meaning in .dharmarc.example', () => {
    expect(readFileSync('.dharmarc.example', 'utf8')).toBe(renderConfigFile({}));
  });

  it('shows defaults in .dharmarc.example that are the defaults, once the comment signs are gone', () => {
    const uncommented = renderConfigFile({}).replace(/^(\s*)# (?=[A-Za-z]+: )/gm, '$1');
    const { config } = resolveConfig(file(parse(uncommented)), {}, {});
    expect(config).toEqual(
      Object.fromEntries(CONFIG_KEY_NAMES.map((key) => [key, CONFIG_KEYS[key].default])),
    );
  });

  it('takes a class of a model as it is written: a text, a number, true or false', () => {
    const document = file({ performance: { positiveClass: { a: 'UP', b: 1, c: true } } });
    expect(resolveConfig(document, {}, {}).config['performance.positiveClass']).toEqual({
      a: 'UP',
      b: '1',
      c: 'true',
    });
    const env = { DHARMA_PERFORMANCE_TASK: '{"a": "regression"}' };
    expect(resolveConfig(undefined, env, {}).config['performance.task']).toEqual({ a: 'regression' });
    const bad = file({ performance: { task: { a: ['regression'] } } });
    expect(() => resolveConfig(bad, {}, {})).toThrow(/performance\.task\.a: expected a text, got/);
  });
});
