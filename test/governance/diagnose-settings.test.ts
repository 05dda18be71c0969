import { expect, it } from 'vitest';
import { diagnoseRegistry } from '../../src/governance/registry/diagnose-registry.js';
import { makePromotionProject } from './promotion-project.js';

it('names settings of models that the registry does not have, and passes: a model may come after them', async () => {
  const { open } = await makePromotionProject();
  const settings = (given: Parameters<typeof open>[1]) =>
    diagnoseRegistry(open('ann', given), [], false).then(({ checks }) =>
      checks.find(({ name }) => name === 'settings'),
    );
  expect(await settings({ 'watch.models': { m: { autoRollback: false } } })).toMatchObject({
    outcome: 'ok',
    message: 'no settings of unknown models',
  });
  expect(
    await settings({ 'gates.models': { mm: {} }, 'quality.maxAgeHours': { churn: 24, m: 24 } }),
  ).toMatchObject({
    outcome: 'ok',
    message:
      'gates.models.mm is of no model in the registry (did you mean "m"?); quality.maxAgeHours.churn is of no model in the registry (known: m)',
  });
});
