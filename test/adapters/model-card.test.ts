import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArtifactContents } from '../../src/adapters/artifact-contents.js';
import { useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();

describe('a model card', () => {
  it('lies in the folder of the model files, or beside the file', async () => {
    const folder = inFolder('models');
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.bin'), 'x');
    writeFileSync(join(folder, 'CARD.md'), '# Card\n');
    const contents = openArtifactContents(dirname(folder));
    const name = basename(folder);
    const card = { path: `${name}/CARD.md`, bytes: 7 };
    expect(await contents.modelCard(name, 'CARD.md')).toEqual(card);
    expect(await contents.modelCard(`${name}/model.bin`, 'CARD.md')).toEqual(card);
    expect(await contents.modelCard(name, 'OTHER.md')).toBeUndefined();
  });

  it('is a plain file there, and nothing that a name or a link leads to', async () => {
    const folder = inFolder('models');
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.bin'), 'x');
    symlinkSync('model.bin', join(folder, 'CARD.md'));
    const contents = openArtifactContents(folder);
    await expect(contents.modelCard('model.bin', 'CARD.md')).rejects.toThrow('not a plain file');
    await expect(contents.modelCard('model.bin', '../CARD.md')).rejects.toThrow('leads out of');
    await expect(contents.modelCard('model.bin', '.')).rejects.toThrow('not a plain file');
  });

  it('is not looked for where a link on the way to it leads', async () => {
    const folder = inFolder('registry');
    const outside = inFolder('outside');
    for (const path of [folder, outside, join(folder, 'real')]) mkdirSync(path);
    for (const path of [outside, join(folder, 'real')]) writeFileSync(join(path, 'CARD.md'), 'x');
    writeFileSync(join(folder, 'model.bin'), 'x');
    symlinkSync(outside, join(folder, 'docs'));
    symlinkSync('real', join(folder, 'alias'));
    const contents = openArtifactContents(folder);
    await expect(contents.modelCard('model.bin', 'docs/CARD.md')).rejects.toThrow(
      'docs/CARD.md leads out of',
    );
    await expect(contents.modelCard('model.bin', 'docs/NONE.md')).rejects.toThrow('leads out of');
    expect(await contents.modelCard('model.bin', 'alias/CARD.md')).toEqual({
      path: 'alias/CARD.md',
      bytes: 1,
    });
    expect(await contents.modelCard('model.bin', 'none/CARD.md')).toBeUndefined();
  });

  it('may have a name that begins with two dots', async () => {
    const folder = inFolder('models');
    mkdirSync(folder);
    writeFileSync(join(folder, 'model.bin'), 'x');
    writeFileSync(join(folder, '..card.md'), 'x');
    const contents = openArtifactContents(folder);
    expect(await contents.modelCard('model.bin', '..card.md')).toEqual({ path: '..card.md', bytes: 1 });
    await expect(contents.modelCard('model.bin', '..')).rejects.toThrow('leads out of');
  });
});
