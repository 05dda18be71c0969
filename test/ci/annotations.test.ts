import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAnnotation, renderAnnotations } from '../../src/cli/ci/annotations.js';
import type { TestOutcome } from '../../src/cli/reports/document.js';
import { exampleDocument } from '../reports/example-document.js';
import { parseWorkflowCommand, workflowCommands } from './workflow-command.js';

const many = (outcome: TestOutcome, count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `${outcome}/${index}`, outcome, message: 'why' }));

describe('annotations', () => {
  it('say what did not pass, worst first', () => {
    const tests = (['passed', 'skipped', 'warned', 'pending', 'error', 'failed'] as const).flatMap(
      (outcome) => many(outcome, 1),
    );
    expect(renderAnnotations(exampleDocument({ tests })).split('\n')).toEqual([
      '::error title=Drift of churn@1.0.0%3A failed/0::why',
      '::error title=Drift of churn@1.0.0%3A error/0::why',
      '::error title=Drift of churn@1.0.0%3A pending/0::why',
      '::warning title=Drift of churn@1.0.0%3A warned/0::why',
      '::notice title=Drift of churn@1.0.0%3A skipped/0::why',
      '',
    ]);
  });

  it.each([
    ['fail', 'error'],
    ['unknown', 'error'],
    ['warn', 'warning'],
    ['pass', 'warning'],
  ] as const)('are no redder than a verdict of %s', (verdict, level) => {
    const text = renderAnnotations(exampleDocument({ verdict, tests: many('failed', 1) }));
    expect(workflowCommands(text).map(({ name }) => name)).toEqual([level]);
  });

  it('are as many of a level as GitHub shows, the last of them telling how many more there are', () => {
    const tests = [...many('failed', 12), ...many('warned', 10), ...many('skipped', 11)];
    const commands = workflowCommands(renderAnnotations(exampleDocument({ tests })));
    const ofLevel = (level: string) => commands.filter(({ name }) => name === level).map(({ data }) => data);
    expect(ofLevel('error')).toEqual([
      ...Array.from({ length: 9 }, () => 'why'),
      '3 more: see the log and the summary of this step',
    ]);
    expect(ofLevel('warning')).toEqual(Array.from({ length: 10 }, () => 'why'));
    expect(ofLevel('notice')).toHaveLength(10);
    expect(ofLevel('notice').at(-1)).toMatch(/^2 more: /);
  });

  it('are read by the runner as they were meant, whatever they hold', () => {
    const text = fc.array(
      fc.constantFrom('%', '%0A', '\n', ':', ',', '::', 'a', '=', ']', '##[error]', '%25', ';'),
    );
    fc.assert(
      fc.property(text, text, (title, message) => {
        const line = renderAnnotation('error', `t${title.join('')}`, message.join(''));
        expect(line.trimEnd().split('\n')).toHaveLength(1);
        const command = parseWorkflowCommand(line.slice(0, -1));
        expect(command?.name).toBe('error');
        expect(command?.data).toBe(message.join(''));
      }),
    );
    expect(renderAnnotation('warning', 'a: b, 50 %', '1,5 %\nx:y')).toBe(
      '::warning title=a%3A b%2C 50 %25::1,5 %25%0Ax:y\n',
    );
  });

  it('hold no character that moves the cursor of a log', () => {
    expect(renderAnnotation('error', 'a\u001b[31m', '\u202eb\r')).toBe(
      '::error title=a\ufffd[31m::\ufffdb\ufffd\n',
    );
  });
});
