import { describe, expect, it } from 'vitest';
import { parseReports } from '../../src/cli/reports/report-option.js';
import { expectGovError } from '../expect-error.js';

describe('--report', () => {
  it('takes any number of formats, and a file name that has a = of its own', () => {
    expect(parseReports(['html=a.html', 'junit=run=7.xml', 'junit=copy.xml'])).toEqual([
      { format: 'html', file: 'a.html' },
      { format: 'junit', file: 'run=7.xml' },
      { format: 'junit', file: 'copy.xml' },
    ]);
  });

  it.each([
    ['an unknown format', ['pdf=a.pdf'], '--report: unknown format "pdf"'],
    ['a file alone', ['report.html'], '--report: unknown format "report.html"'],
    ['nothing', [''], '--report: unknown format ""'],
    ['no file', ['html='], '--report: no file for html'],
    ['no =', ['html'], '--report: no file for html'],
    ['standard output', ['json=-'], '--report: standard output is for the result'],
    ['a file that is named twice', ['html=a', 'json=a'], '--report: a is named twice'],
  ])('refuses %s', (_, texts, message) => {
    const error = expectGovError(() => parseReports(texts));
    expect([error.kind, error.message]).toEqual(['usage', message]);
  });

  it('names the formats there are', () => {
    const { hint } = expectGovError(() => parseReports(['xml=a']));
    expect(hint).toContain('html, markdown, junit, sarif, json');
  });
});
