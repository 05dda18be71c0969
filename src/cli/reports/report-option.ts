import type { Command } from 'commander';
import { GovError } from '../../core/errors.js';
import { collect } from '../assignment.js';
import { choiceOption } from '../choice-option.js';
import { configureCi } from '../ci/ci-option.js';

export const REPORT_FORMATS = ['html', 'markdown', 'junit', 'sarif', 'json'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportTarget {
  readonly format: ReportFormat;
  /** As the user typed it. */
  readonly file: string;
}

/** So many recorded checks of a version are looked at for what is drawn over time. */
export const CHECKS_IN_A_REPORT = 200;

/** For commands whose outcome has a document, which also goes to a CI host. */
export function configureReports(command: Command): void {
  command.addOption(
    choiceOption(
      '--report <format=file>',
      'also write html, markdown, junit, sarif or json into a file (repeatable; default: none)',
      REPORT_FORMATS,
    ).argParser(collect),
  );
  configureCi(command);
}

/** @throws GovError usage for an unknown format, for no file, and for two reports in one file. */
export function parseReports(texts: readonly string[]): ReportTarget[] {
  const targets = texts.map(parseReport);
  const files = targets.map(({ file }) => file);
  const twice = files.find((file, index) => files.indexOf(file) < index);
  if (twice === undefined) return targets;
  throw new GovError('usage', `--report: ${twice} is named twice`, { hint: 'give each report a file' });
}

function parseReport(text: string): ReportTarget {
  const [word = ''] = text.split('=', 1);
  const file = text.slice(word.length + 1);
  const format = REPORT_FORMATS.find((known) => known === word);
  if (format === undefined) {
    throw new GovError('usage', `--report: unknown format "${word}"`, {
      hint: `known: ${REPORT_FORMATS.join(', ')}; for example --report ${REPORT_FORMATS[0]}=report.html`,
    });
  }
  if (file === '') {
    throw new GovError('usage', `--report: no file for ${format}`, {
      hint: `for example: --report ${format}=FILE`,
    });
  }
  if (file === '-') {
    throw new GovError('usage', '--report: standard output is for the result', {
      hint: format === 'json' ? 'use --json' : `for example: --report ${format}=FILE`,
    });
  }
  return { format, file };
}
