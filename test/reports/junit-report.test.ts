import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../src/cli/reports/document.js';
import { renderJunit } from '../../src/cli/reports/junit-report.js';
import { exampleDocument, HOSTILE } from './example-document.js';
import { checkJunit, hasXmllint } from './junit-validator.js';

/** What the schemas have to say of a document, where they have anything. */
function validate(document: ReportDocument): string {
  return checkJunit(renderJunit(document));
}

const hostile = exampleDocument({
  check: HOSTILE,
  subject: HOSTILE,
  title: HOSTILE,
  summary: HOSTILE,
  facts: [{ name: HOSTILE, value: HOSTILE }],
  tests: (['failed', 'error', 'pending', 'warned', 'skipped', 'passed'] as const).map((outcome) => ({
    name: HOSTILE,
    outcome,
    message: HOSTILE,
  })),
});

describe.skipIf(!hasXmllint())('JUnit against the schemas', () => {
  it.each([
    ['one of everything', exampleDocument()],
    ['no tests at all', exampleDocument({ tests: [], facts: [] })],
    ['text that would break out of it', hostile],
  ])('is valid with %s', (_, document) => {
    expect(validate(document)).toBe('');
  });

  it('would be found invalid', () => {
    expect(validate(exampleDocument({ check: '', subject: '', checkedAt: 'yesterday' }))).toContain(
      "'yesterday' is not a valid value",
    );
  });
});

describe('JUnit', () => {
  it('tells what was found from what could not be decided and what was not tested', () => {
    const xml = renderJunit(exampleDocument());
    expect(xml).toContain(
      '<testsuite name="Drift of churn@1.0.0" tests="5" failures="1" errors="1" skipped="1"',
    );
    expect(
      xml.match(/<testcase .*/g)?.map((line) => line.replace('classname="drift-check.churn" ', '')),
    ).toEqual([
      '<testcase name="drift/calm"/>',
      '<testcase name="drift/few"><error type="drift" message="too few rows: needs 400"/></testcase>',
      '<testcase name="drift/id"><skipped message="looks like an id"/></testcase>',
      '<testcase name="drift/moved"><failure type="drift" message="severe drift, score 1.2"/></testcase>',
      '<testcase name="latency"><system-out>warning: slower, not significantly</system-out></testcase>',
    ]);
  });

  it('holds no character that XML does not have', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(renderJunit(hostile)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ud800]/);
  });
});
