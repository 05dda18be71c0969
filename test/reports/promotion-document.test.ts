import { describe, expect, it } from 'vitest';
import { renderAnnotations } from '../../src/cli/ci/annotations.js';
import type { ReportDocument } from '../../src/cli/reports/document.js';
import { renderHtml } from '../../src/cli/reports/html-report.js';
import { renderJunit } from '../../src/cli/reports/junit-report.js';
import { renderMarkdown } from '../../src/cli/reports/markdown-report.js';
import { describePromotion } from '../../src/cli/reports/promotion-document.js';
import { renderSarif } from '../../src/cli/reports/sarif-report.js';
import type { GateResult } from '../../src/gates/gate.js';
import { exitCodeOfGates, verdictOfGates } from '../../src/gates/verdict.js';
import type { PromotionReport } from '../../src/governance/registry/plan-promotion.js';
import { workflowCommands } from '../ci/workflow-command.js';
import { checkJunit, hasXmllint } from './junit-validator.js';
import { checkSarif } from './schema-validator.js';

const NOW = '2026-03-01T00:00:00.000Z';

function gate(outcome: GateResult['outcome'], name = `minimum/${outcome}`): GateResult {
  return {
    name,
    gate: 'minimum',
    outcome,
    observed: outcome === 'not-evaluable' ? null : 0.7,
    limit: 0.8,
    source: 'registered metrics',
    message: `message of ${outcome}`,
    waiver: outcome === 'waived' ? { gate: name, by: 'grace', reason: 'a hotfix', until: null } : null,
  };
}

function describeGates(gates: readonly GateResult[]): ReportDocument {
  const verdict = verdictOfGates(gates);
  const isAllowed = verdict === 'pass' || verdict === 'warn';
  const event = {
    type: 'status-changed',
    model: 'churn',
    version: '1.2.0',
    from: 'staging',
    to: 'production',
  };
  const report: PromotionReport = {
    model: 'churn',
    version: '1.2.0',
    from: 'staging',
    to: 'production',
    gates,
    verdict,
    allowed: isAllowed,
    unusedWaivers: [],
    plan: { action: 'promote', events: isAllowed ? [{ ...event, cause: 'request' } as never] : [] },
    changed: isAllowed,
    generation: isAllowed ? 7 : null,
  };
  return describePromotion(report, { dryRun: false, planFile: null, declined: false }, NOW);
}

/** outcome of a gate -> exit code, and how each format tells it */
const TABLE = [
  ['pass', 0, '', 'passed', null, null],
  ['warn', 0, '<system-out>warning: message of warn</system-out>', '⚠️ warning', 'warning', 'warning'],
  [
    'waived',
    0,
    '<skipped message="message of waived; waived by grace: a hotfix"/>',
    '➖ skipped',
    'note',
    'notice',
  ],
  ['deny', 3, '<failure type="minimum" message="message of deny"/>', '❌ failed', 'error', 'error'],
  [
    'not-evaluable',
    7,
    '<error type="minimum" message="message of not-evaluable"/>',
    '❔ cannot tell',
    'error',
    'error',
  ],
  ['pending', 8, '<error type="pending" message="message of pending"/>', '⏳ pending', 'error', 'error'],
] as const;

describe.each(TABLE)('a gate that says %s', (outcome, exitCode, junit, markdown, sarifLevel, annotation) => {
  const gates = [gate('pass', 'minimum/other'), gate(outcome)];
  const document = describeGates(gates);
  const name = `minimum/${outcome}`;

  it(`exits ${exitCode}`, () => {
    expect(exitCodeOfGates(gates, 'fail')).toBe(exitCode);
  });

  it.skipIf(!hasXmllint())('is JUnit that Jenkins takes', () => {
    expect(checkJunit(renderJunit(document))).toBe('');
  });

  it('is told in JUnit under a name that stays the same', () => {
    const xml = renderJunit(document);
    const cases = xml.match(/<testcase .*/g) ?? [];
    const [line = ''] = cases.filter((text) => text.includes(`classname="promote.churn" name="${name}"`));
    expect(line).toContain(junit);
    expect(line).toMatch(outcome === 'pass' ? /<system-out>message of pass/ : /./);
    const counts = { deny: 'failures', 'not-evaluable': 'errors', pending: 'errors', waived: 'skipped' };
    const counted = outcome in counts ? counts[outcome as keyof typeof counts] : null;
    // Beside the gate, the promotion itself is a test: it has failed, or is undecided.
    const expected = outcome === 'waived' ? 1 : 2;
    if (counted !== null) expect(xml).toMatch(new RegExp(`<testsuite [^>]*${counted}="${expected}"`));
  });

  it('is told in Markdown and HTML, with what was observed, the limit and its source', () => {
    const text = renderMarkdown(document);
    const row = text
      .split('\n')
      .find((line) => line.startsWith(`| ${name} | `) && line.includes('registered'));
    expect(row).toBe(
      `| ${name} | ${outcome.replace('-', ' ')} | ${outcome === 'not-evaluable' ? '-' : '0.7'} | 0.8 | registered metrics |`,
    );
    if (outcome === 'pass') expect(text).toContain('3 of 3 tests passed.');
    else expect(text).toContain(`| ${name} | ${markdown} | message of ${outcome}`);
    if (outcome === 'waived')
      expect(text).toContain('| minimum/waived | grace | this promotion | a hotfix |');
    expect(renderHtml(document)).toContain(`message of ${outcome}`);
  });

  it('is told in SARIF', () => {
    const log = JSON.parse(renderSarif(document, 'models/registry.json'));
    expect(checkSarif(log)).toEqual([]);
    const result = log.runs[0].results.find((one: { message: { text: string } }) =>
      one.message.text.startsWith(`churn: ${name}: `),
    );
    expect(result?.level ?? null).toBe(sarifLevel);
  });

  it('is told in annotations', () => {
    const found = workflowCommands(renderAnnotations(document)).find(({ properties }) =>
      properties.title?.endsWith(name),
    );
    expect(found?.name ?? null).toBe(annotation);
  });
});

describe('a promotion', () => {
  it('shows its gates worst first, whatever their order', () => {
    const outcomes = ['pass', 'waived', 'warn', 'pending', 'not-evaluable', 'deny'] as const;
    const { sections } = describeGates(outcomes.map((outcome) => gate(outcome)));
    const [gates] = sections;
    expect(gates?.kind === 'table' && gates.rows.map(([name]) => name)).toEqual(
      outcomes
        .map((outcome) => `minimum/${outcome}`)
        .reverse()
        .map((name) => name),
    );
  });

  it('tells later steps where the version is', () => {
    const outputs = ({ outputs }: ReportDocument) =>
      Object.fromEntries(outputs.map(({ name, value }) => [name, value]));
    expect(outputs(describeGates([gate('pass')]))).toEqual({
      model: 'churn',
      version: '1.2.0',
      from: 'staging',
      to: 'production',
      changed: 'true',
      generation: '7',
    });
    expect(outputs(describeGates([gate('deny')]))).toMatchObject({ changed: 'false', generation: '' });
  });

  it('has no gates and still is a test', () => {
    expect(describeGates([]).tests).toEqual([
      { name: 'promotion', outcome: 'passed', message: 'churn@1.2.0 is now in production (generation 7)' },
    ]);
  });
});
