import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Gate } from '../../src/gates/gate.js';
import { GATES } from '../../src/gates/gate-table.js';

const readme = readFileSync('README.md', 'utf8');

function rowOf({ name, summary, settings, outcomes }: Gate): string {
  const asked = settings.length === 0 ? 'always' : settings.map((key) => `\`${key}\``).join(', ');
  const columns = [`\`${name}\``, asked, summary, outcomes.deny ?? '-', outcomes['not-evaluable'] ?? '-'];
  return `| ${columns.join(' | ')} |`;
}

describe('the README', () => {
  it.each(GATES.map((gate) => [gate.name, rowOf(gate)]))(
    'says of the gate %s what it says of itself',
    (_name, row) => {
      expect(readme).toContain(`\n${row}\n`);
    },
  );
});
