import { describe, expect, it } from 'vitest';
import { compareChecks } from '../../src/checks/compare-checks.js';
import { renderKept } from '../../src/cli/render/kept-check.js';
import type { Screen } from '../../src/cli/render/screen.js';
import { exampleCheck, exampleValue } from '../checks/example-check.js';

const plain = (text: string) => text;
const screen = (isTty: boolean): Screen => ({
  isTty,
  columns: 100,
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
});

function render(isTty: boolean, before: number, after: number): string[] {
  const [previous, current] = [before, after].map((value, index) =>
    exampleCheck(index, { values: [exampleValue(null, value)] }),
  );
  const comparison = current === undefined ? null : compareChecks(previous, current);
  return renderKept(screen(isTty), { comparison, recording: { kind: 'not-recorded' }, verdict: 'pass' });
}

describe('a comparison with the check before', () => {
  it.each([true, false])('leaves out figures that are the same to the eye (terminal: %s)', (isTty) => {
    expect(render(isTty, 0.05, 0.05)).toHaveLength(1);
    expect(render(isTty, 0.05, 0.050000001)).toHaveLength(1);
  });

  it('names the figures that changed', () => {
    expect(render(true, 0.05, 0.07)[1]).toMatch(/^ {2}\S+ 0\.05\S* -> 0\.07/);
    expect(render(false, 0.05, 0.07)[1]).toMatch(/^change\t\S+\t0\.05\S*\t0\.07/);
  });
});
