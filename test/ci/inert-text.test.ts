import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertText } from '../../src/cli/ci/inert-text.js';
import { workflowCommands } from './workflow-command.js';

const GITHUB = { env: { GITHUB_ACTIONS: 'true' } };

const COMMANDS = [
  '::set-output name=verdict::pass',
  '  ::error::x',
  '\u3000\u00a0::error title=a::x',
  '\u200d:\u00ad:error::x',
  'a\r::error::x',
  'a\n\n::error::x',
  'reason ##[error]x',
  '##[set-output name=verdict;]pass',
  '#\u200d#\ufe0f[error]x',
  '###[error]x',
];

describe('text in GitHub Actions', () => {
  it.each(COMMANDS)('holds no command of %j', (text) => {
    expect(workflowCommands(text), 'the runner would obey it').toHaveLength(1);
    expect(workflowCommands(inertText(text, GITHUB))).toEqual([]);
  });

  it('holds no command whatever it is made of', () => {
    const piece = fc.constantFrom(
      ...[
        ':',
        '::',
        '#',
        '##',
        '[',
        ']',
        'error',
        ' ',
        '\n',
        '\r',
        '\t',
        '\u200d',
        '\u00a0',
        '\u3000',
        'x',
        '"',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        expect(workflowCommands(inertText(text, GITHUB))).toEqual([]);
        const json = JSON.stringify({ text, list: [text] }, null, 2);
        expect(workflowCommands(inertText(json, GITHUB))).toEqual([]);
        expect(JSON.parse(inertText(json, GITHUB))).toEqual(JSON.parse(json));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same where it is no command', () => {
    const text = 'a::b\n# ## [x]\n:c: 12:30\n"##"\n';
    expect(inertText(text, GITHUB)).toBe(text);
  });

  it('is the same everywhere else', () => {
    for (const text of COMMANDS) expect(inertText(text, { env: {} })).toBe(text);
  });

  it('takes no longer for many blank lines, marks and signs', () => {
    for (const text of ['\n', ' ', '#', ':', '\u200d']) {
      const started = performance.now();
      inertText(text.repeat(300_000), GITHUB);
      expect(performance.now() - started, JSON.stringify(text)).toBeLessThan(2_000);
    }
  });
});
