import type { Verdict } from '../../core/verdict.js';
import type { CaseDifference, CaseResult } from '../../gates/test-policy.js';
import type { Screen } from './screen.js';
import { renderTable } from './table.js';
import { plural, printable, wrap } from './text.js';

/** What a policy said of each case. */
export interface PolicyTestReport {
  /** The file, as the user typed it. */
  readonly policy: string;
  readonly verdict: Verdict;
  readonly cases: readonly (CaseResult & { readonly file: string })[];
}

/** A line a case, and below it what was not as expected; for a pipe a line each of that. */
export async function renderPolicyTests(screen: Screen, report: PolicyTestReport): Promise<string> {
  const paint = { pass: screen.green, warn: screen.yellow, unknown: screen.yellow, fail: screen.red };
  const summary = paint[report.verdict](printable(describeResult(report)));
  if (report.cases.length === 0) return summary;
  const cases = screen.isTty
    ? report.cases.flatMap((item) => drawCase(screen, item)).join('\n')
    : await renderTable(
        screen,
        ['RESULT', 'CASE', 'OF', 'EXPECTED', 'GOT', 'WHY'],
        report.cases.flatMap(rowsOf),
      );
  return `${cases}\n${summary}`;
}

function drawCase(screen: Screen, { name, differences }: CaseResult): string[] {
  if (differences.length === 0) return [`${screen.green('ok     ')}  ${printable(name)}`];
  const texts = differences.flatMap((difference) =>
    wrap(printable(describeDifference(difference)), screen.columns - INDENT.length),
  );
  return [`${screen.red('differs')}  ${screen.bold(printable(name))}`, ...texts.map((text) => INDENT + text)];
}

const INDENT = ' '.repeat('differs  '.length);

function rowsOf({ name, differences }: CaseResult): string[][] {
  if (differences.length === 0) return [['ok', name, '', '', '', '']];
  return differences.map(({ of, expected, got, reason }) => [
    'differs',
    name,
    of,
    expected,
    got,
    reason ?? '',
  ]);
}

/** `minimum/accuracy: expected pass, got deny: accuracy 0.7 is below the minimum 0.75`. */
export function describeDifference({ of, expected, got, reason }: CaseDifference): string {
  return `${of}: expected ${expected}, got ${got}${reason === null ? '' : `: ${reason}`}`;
}

export function describeResult({ policy, cases }: PolicyTestReport): string {
  if (cases.length === 0) return `${policy}: no case, so nothing was tested`;
  const wrong = cases.filter(({ differences }) => differences.length > 0).length;
  return wrong === 0
    ? `${policy}: ${plural(cases.length, 'case')} as expected`
    : `${policy}: ${wrong} of ${plural(cases.length, 'case')} ${wrong === 1 ? 'differs' : 'differ'}`;
}
