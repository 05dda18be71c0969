import { countTests, type ReportDocument, type ReportTest } from './document.js';
import { type Markup, markup } from './markup.js';

/**
 * JUnit's XML as the xUnit plugin of Jenkins defines it (junit-10.xsd), which GitLab, GitHub actions and Azure read too:
 * `failure` for what was found, `error` for what could not be decided (of type `pending` where people have yet to),
 * `skipped` for what was not tested.
 */
export function renderJunit(document: ReportDocument): string {
  const { check, title, tests, facts, verdict, summary, checkedAt } = document;
  const { failed, error, pending, skipped } = countTests(tests);
  const errors = error + pending;
  const properties = [{ name: 'verdict', value: verdict }, { name: 'summary', value: summary }, ...facts];
  return `${
    markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="dharma-gov ${check}" tests="${tests.length}" failures="${failed}" errors="${errors}">
  <testsuite name="${title}" tests="${tests.length}" failures="${failed}" errors="${errors}" skipped="${skipped}" timestamp="${checkedAt}">
    <properties>${properties.map(
      ({ name, value }) => markup`
      <property name="${name}" value="${value}"/>`,
    )}
    </properties>${tests.map((test) => renderTest(document, test))}
  </testsuite>
</testsuites>
`.source
  }`;
}

function renderTest({ check, subject }: ReportDocument, test: ReportTest): Markup {
  const name = markup`classname="${check}.${subject}" name="${test.name}"`;
  const result = renderResult(test);
  return result === null
    ? markup`
    <testcase ${name}/>`
    : markup`
    <testcase ${name}>${result}</testcase>`;
}

function renderResult({ name, outcome, message }: ReportTest): Markup | null {
  const [type = ''] = name.split('/', 1);
  switch (outcome) {
    case 'failed':
      return markup`<failure type="${type}" message="${message}"/>`;
    case 'error':
      return markup`<error type="${type}" message="${message}"/>`;
    case 'pending':
      return markup`<error type="pending" message="${message}"/>`;
    case 'skipped':
      return markup`<skipped message="${message}"/>`;
    case 'warned':
      return markup`<system-out>warning: ${message}</system-out>`;
    case 'passed':
      return message === '' ? null : markup`<system-out>${message}</system-out>`;
  }
}
