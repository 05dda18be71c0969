import { describe, expect, it } from 'vitest';
import { renderSarif } from '../../src/cli/reports/sarif-report.js';
import { exampleDocument, HOSTILE } from './example-document.js';
import { checkSarif } from './schema-validator.js';

const render = (changes: Parameters<typeof exampleDocument>[0] = {}) =>
  JSON.parse(renderSarif(exampleDocument(changes), 'models/registry.json'));

const hostile = {
  check: HOSTILE,
  subject: HOSTILE,
  title: HOSTILE,
  summary: HOSTILE,
  tests: (['failed', 'error', 'pending', 'warned', 'skipped', 'passed'] as const).map((outcome) => ({
    name: HOSTILE,
    outcome,
    message: HOSTILE,
  })),
};

describe('SARIF', () => {
  it.each([
    ['one of everything', {}],
    ['no tests at all', { tests: [] }],
    ['text that would break out of it', hostile],
  ])('is valid by the official schema with %s', (_, changes) => {
    expect(checkSarif(render(changes))).toEqual([]);
  });

  it('would be found invalid', () => {
    const log = render();
    log.runs[0].results[0].level = 'fatal';
    expect(checkSarif(log)).toEqual(['/runs/0/results/0/level must be equal to one of the allowed values']);
  });

  it('has a result for what did not pass, worst first, and a rule for each kind of test', () => {
    const [{ results, tool }] = render().runs;
    expect(
      results.map(({ ruleId, level, message }: Record<string, unknown>) => [ruleId, level, message]),
    ).toEqual([
      ['drift-check/drift', 'error', { text: 'churn: drift/moved: severe drift, score 1.2' }],
      ['drift-check/drift', 'error', { text: 'churn: drift/few: too few rows: needs 400' }],
      ['drift-check/latency', 'warning', { text: 'churn: latency: slower, not significantly' }],
      ['drift-check/drift', 'note', { text: 'churn: drift/id: looks like an id' }],
    ]);
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'drift-check/drift',
      'drift-check/latency',
    ]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('has all that code scanning asks for: a place, texts of a rule, and fingerprints that differ', () => {
    const [{ results, tool }] = render().runs;
    for (const { locations } of results) {
      expect(locations[0].physicalLocation).toEqual({
        artifactLocation: { uri: 'models/registry.json' },
        region: { startLine: 1 },
      });
    }
    for (const rule of tool.driver.rules) {
      for (const text of [rule.shortDescription, rule.fullDescription, rule.help])
        expect(text.text).toMatch(/\S/);
    }
    const prints = results.map(
      (result: { partialFingerprints: object }) =>
        (result.partialFingerprints as Record<string, string>).primaryLocationLineHash,
    );
    expect(new Set(prints).size).toBe(results.length);
  });

  it('knows a finding again in the next run, of another version with other figures', () => {
    const prints = (log: ReturnType<typeof render>) =>
      log.runs[0].results.map((result: { partialFingerprints: object }) => result.partialFingerprints);
    const later = exampleDocument({ title: 'Drift of churn@2.0.0', checkedAt: '2027-01-01T00:00:00.000Z' });
    const tests = later.tests.map((test) => ({ ...test, message: `${test.message} now` }));
    expect(prints(render({ ...later, tests }))).toEqual(prints(render()));
    expect(prints(render({ subject: 'fraud' }))).not.toEqual(prints(render()));
  });
});
