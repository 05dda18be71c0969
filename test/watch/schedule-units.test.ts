import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/config/resolve-config.js';
import { scheduleUnits } from '../../src/watch/schedule-units.js';
import { RegistryHistory } from '../registry/registry-history.js';

function jobsOf(history: RegistryHistory): string[] {
  const { config } = resolveConfig(undefined, {}, {});
  return scheduleUnits(config, [history.model()]).flatMap(({ unit }) =>
    unit.model === null ? [] : [unit.job],
  );
}

describe('the jobs of a model', () => {
  it('are those of its files while it has a version in staging', () => {
    expect(jobsOf(new RegistryHistory().register('1.0.0'))).toEqual([]);
    expect(jobsOf(new RegistryHistory().register('1.0.0').promote('1.0.0', 'staging'))).toEqual([
      'integrity',
    ]);
  });

  it('are those of its predictions as well while it has one in production', () => {
    const history = new RegistryHistory().registerInProduction('1.0.0');
    expect(jobsOf(history)).toEqual(['integrity', 'performance', 'drift']);
  });

  it('go on looking at its files after its production version failed: somebody has to fall back', () => {
    const history = new RegistryHistory().registerInProduction('1.0.0').registerInProduction('1.1.0');
    expect(jobsOf(history.fail('1.1.0'))).toEqual(['integrity']);
  });
});
