import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { ShellResult } from '../cli/shell.js';
import { withoutChance } from '../cli/without-chance.js';

/** What came of a step: its output, and the files that its host would read afterwards. */
export interface StepResult extends ShellResult {
  readonly step: string;
  readonly files?: Readonly<Record<string, string>>;
}

export function renderTranscript(results: readonly StepResult[]): string {
  return results
    .map(({ step, exitCode, stdout, stderr, files = {} }) =>
      [
        `== ${step}: exit ${exitCode}\n`,
        ...Object.entries({ stdout, stderr, ...files })
          .filter(([, text]) => text !== '')
          .map(([name, text]) => `-- ${name}\n${text.endsWith('\n') ? text : `${text}\n`}`),
      ].join(''),
    )
    .join('\n');
}

/** Compares with `examples/<example>/expected/<name>.txt`, which `UPDATE_GOLDEN=1` writes anew. */
export function expectTranscript(example: string, name: string, results: readonly StepResult[]): void {
  const file = path.join('examples', example, 'expected', `${name}.txt`);
  const text = withoutChance(renderTranscript(results))
    .replace(/\b\d+(\.\d+)?m?s\b/g, '<time>')
    .replace(/(time|timestamp)="[^"]*"/g, '$1="<time>"');
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text, file).toBe(readFileSync(file, 'utf8'));
}
