import { randomUUID } from 'node:crypto';
import type { Fact } from '../reports/document.js';

/**
 * Values for the file behind GITHUB_OUTPUT. Each stands between two lines that nobody can guess, so that none can end
 * itself and go on with another.
 */
export function renderOutputs(outputs: readonly Fact[]): string {
  return outputs
    .map(({ name, value }) => {
      const delimiter = `end-${randomUUID()}`;
      return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
    })
    .join('');
}
