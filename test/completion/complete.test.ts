import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../../src/cli/catalog.js';
import { complete } from '../../src/cli/completion/complete.js';
import { splitLine } from '../../src/cli/completion/split-line.js';
import { initRegistry, openGovernance, registerVersion } from '../../src/index.js';
import { listCommands } from '../cli/commands.js';
import { runShell } from '../cli/shell.js';
import { registration } from '../registration.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-complete-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function wordsAt(words: readonly string[], current: string): Promise<string[]> {
  const io = { ...process, env: {}, cwd: folder };
  const { candidates } = await complete(new Command('dharma-gov'), words, current, io);
  return candidates.map(({ word }) => word);
}

async function pathsAt(words: readonly string[], current: string) {
  const io = { ...process, env: {}, cwd: folder };
  return (await complete(new Command('dharma-gov'), words, current, io)).paths;
}

describe.each(await listCommands())('completion of $name', ({ name, load }) => {
  const words = name.split(' ');

  it('knows its options by its definition, and the words they take', async () => {
    const { command: module } = await load();
    const command = new Command(name);
    module.configure(command);
    const flags = await wordsAt(words, '--');
    expect(flags).toEqual(expect.arrayContaining(['--json', '--registry', '--help']));
    for (const { long, argChoices = [] } of command.options) {
      expect(flags).toContain(long);
      if (argChoices.length === 0) continue;
      const values = await wordsAt([...words, long ?? ''], '');
      expect(values.map((value) => value.replace(/=$/, ''))).toEqual(argChoices);
    }
  });
});

describe('completion', () => {
  beforeAll(async () => {
    writeFileSync(path.join(folder, 'm.bin'), 'model');
    const governance = await openGovernance({ folder, actor: 'test', settings: { registryPath: '.' } });
    await initRegistry(governance, 'ci', false);
    for (const model of ['churn', 'churn-2', 'fraud', 'x$(touch hit)', 'a\nb', '-rf', 'é`id`']) {
      await registerVersion(governance, registration(model, '1.0.0', 'm.bin'));
    }
    for (const version of ['1.2.0', '1.10.0', '2.0.0-rc.1']) {
      writeFileSync(path.join(folder, `${version}.bin`), version);
      await registerVersion(governance, registration('churn', version, `${version}.bin`));
    }
    writeFileSync(path.join(folder, '.dharmarc'), 'registryPath: .\n');
  });

  it('names the commands, and the topics of help', async () => {
    expect(await wordsAt([], '')).toEqual([...CATALOG.map(({ name }) => name), 'help']);
    expect(await wordsAt(['help'], '')).toEqual([...CATALOG.map(({ name }) => name), 'exit-codes']);
    expect(await wordsAt(['help', 'ab-test'], 'pl')).toEqual(['plan']);
    expect(await wordsAt(['no-such-command'], '')).toEqual([]);
  });

  it('names models first where several may be meant, then the versions of one, newest first', async () => {
    expect(await wordsAt(['promote'], 'ch')).toEqual(['churn@', 'churn-2@']);
    expect(await wordsAt(['promote'], 'churn@')).toEqual([
      'churn@latest',
      'churn@2.0.0-rc.1',
      'churn@1.10.0',
      'churn@1.2.0',
      'churn@1.0.0',
    ]);
    expect(await wordsAt(['promote'], 'f')).toEqual(['fraud@latest', 'fraud@1.0.0']);
    expect(await wordsAt(['show'], 'f')).toEqual(['fraud', 'fraud@latest', 'fraud@1.0.0']);
  });

  it('names the versions of the model that stands on the line', async () => {
    expect(await wordsAt(['rollback', '--yes', 'churn', '--to'], '1.')).toEqual(['1.10.0', '1.2.0', '1.0.0']);
    expect(await wordsAt(['rollback', 'churn'], '--to=1.1')).toEqual(['--to=1.10.0']);
    expect(await wordsAt(['ab-test', 'start', 'fraud', '--arm'], '')).toEqual(['1.0.0=']);
    expect(await wordsAt(['ab-test', 'start', '--a', '1.0.0', 'fraud', '--b'], '')).toEqual(['1.0.0']);
  });

  it('offers no name that a shell could take for more than a word', async () => {
    expect(await wordsAt(['rollback'], '')).toEqual(['churn', 'churn-2', 'fraud']);
    expect(await wordsAt(['promote'], 'x')).toEqual([]);
  });

  it('asks for paths where a value is one, behind what stands in front of it', async () => {
    expect(await pathsAt(['register', 'm', '--artifact'], 'x')).toEqual({ kind: 'files', prefix: '' });
    expect(await pathsAt(['register', 'm'], '--artifact=x')).toEqual({
      kind: 'files',
      prefix: '--artifact=',
    });
    expect(await pathsAt(['promote', 'm@1', '--report'], 'html=x')).toEqual({
      kind: 'files',
      prefix: 'html=',
    });
    expect(await pathsAt(['list', '--registry'], '')).toEqual({ kind: 'folders', prefix: '' });
    expect(await pathsAt(['ingest-predictions', 'm@1', '--labels', 'a.csv'], '')).toEqual({
      kind: 'files',
      prefix: '',
    });
    expect(await pathsAt(['ingest-predictions', 'm@1', 'a.csv', 'b.csv'], '')).toEqual({
      kind: 'files',
      prefix: '',
    });
    expect(await pathsAt(['promote'], '')).toBeNull();
  });

  it('names the gates', async () => {
    expect(await wordsAt(['gates', 'explain'], 'art')).toEqual(['artifact-size']);
  });

  it('tells options from values as the parser does', async () => {
    expect(await wordsAt(['ingest-predictions', 'm@1', '--labels', 'a.csv'], '--js')).toEqual(['--json']);
    expect(await wordsAt(['promote', '--reason', '--to', 'churn@latest', '--to'], 'st')).toEqual(['staging']);
    expect(await wordsAt(['promote', '--to'], '--js')).toEqual([]);
    expect(await wordsAt(['promote', '--'], '--js')).toEqual([]);
    expect(await wordsAt(['list'], '')).toContain('--json');
  });

  it('offers nothing of a registry that cannot be read, and is silent about it', async () => {
    for (const where of ['--registry=none', '--registry=m.bin', '--dharmarc=none', '--dharmarc=m.bin']) {
      expect(await wordsAt(['promote', where], '')).toEqual([]);
      const result = await runShell(
        `cd "$HOME" && dharma-gov complete-words words promote ${where} ''`,
        folder,
      );
      expect(result).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    }
  });

  it('is silent about a registry.json that was edited, and about a variable that is no setting', async () => {
    const result = await runShell(
      `sed -i 's/"type": "/"type": "x/' registry.json
      dharma-gov list 2>&1 >/dev/null | grep -c 'edited by hand'
      dharma-gov complete-words words rollback f
      DHARMA_NONE=1 dharma-gov complete-words words rollback f`,
      folder,
    );
    expect(result).toEqual({ stdout: '1\nfraud\tunspecified\n', stderr: '', exitCode: 0 });
  });
});

describe('splitting a line', () => {
  it.each([
    ['a b', ['a', 'b']],
    ['a  ', ['a', '']],
    ['a "b c" d\\ e', ['a', 'b c', 'd e']],
    ['a "b \\"c', ['a', 'b "c']],
    ["a 'b $(x) c", ['a', 'b $(x) c']],
    ["--to='st'a", ['--to=sta']],
    ['a \\', ['a', '']],
    ['a "b\\', ['a', 'b']],
    ["a '' b", ['a', '', 'b']],
  ])('%s', (line, words) => expect(splitLine(line)).toEqual(words));

  it('gives back words however they are quoted', () => {
    const quotings = [
      (word: string) => `'${word.replaceAll("'", "'\\''")}'`,
      (word: string) => `"${word.replace(/["$`\\]/g, '\\$&')}"`,
      (word: string) => (word === '' ? "''" : word.replace(/./gsu, '\\$&')),
    ];
    const quoted = fc.tuple(fc.string(), fc.constantFrom(...quotings));
    fc.assert(
      fc.property(fc.array(quoted, { minLength: 1 }), (pairs) => {
        const line = pairs.map(([word, quote]) => quote(word)).join(' ');
        expect(splitLine(line)).toEqual(pairs.map(([word]) => word));
      }),
    );
  });
});
