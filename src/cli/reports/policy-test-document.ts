import type { Instant } from '../../core/time.js';
import { describeDifference, describeResult, type PolicyTestReport } from '../render/policy-tests.js';
import type { ReportDocument, ReportTest } from './document.js';

/** What a policy said of made-up promotions, for every format. */
export function describePolicyTests(report: PolicyTestReport, checkedAt: Instant): ReportDocument {
  const { policy, verdict, cases } = report;
  const wrong = cases.filter(({ differences }) => differences.length > 0);
  const summary = describeResult(report);
  // Without a case there would be no test to fail.
  const nothing: ReportTest[] =
    cases.length === 0 ? [{ name: 'cases', outcome: 'error', message: summary }] : [];
  return {
    check: 'gates-test',
    subject: policy,
    title: `Tests of the policy ${policy}`,
    verdict,
    summary,
    next: [],
    facts: [
      { name: 'Policy', value: policy },
      { name: 'Cases', value: String(cases.length) },
    ],
    tests: [
      ...nothing,
      ...cases.map(
        ({ name, differences }): ReportTest => ({
          name: `case/${name}`,
          outcome: differences.length === 0 ? 'passed' : 'failed',
          message: differences.map(describeDifference).join('; '),
        }),
      ),
    ],
    sections: [
      {
        kind: 'table',
        title: 'Cases that differ',
        note: '',
        head: ['Case', 'File', 'Of', 'Expected', 'Got', 'Why'],
        rows: wrong.flatMap(({ name, file, differences }) =>
          differences.map(({ of, expected, got, reason }) => [name, file, of, expected, got, reason ?? '']),
        ),
      },
    ],
    outputs: [{ name: 'cases', value: String(cases.length) }],
    checkedAt,
  };
}
