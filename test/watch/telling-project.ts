import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { runShell } from '../cli/shell.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A registry of which two models in production have damaged files: two severe alerts, once somebody looks. */
export async function makeDamagedRegistry(): Promise<string> {
  template ??= makeTemplate();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-telling-'));
  folders.push(folder);
  cpSync(await template, folder, { recursive: true });
  return folder;
}

let template: Promise<string> | undefined;
afterAll(async () => {
  if (template !== undefined) rmSync(await template, { recursive: true, force: true });
});

async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-template-'));
  const { exitCode, stderr } = await runShell(
    `set -e
    dharma-gov init --no-input
    for model in churn fraud; do
      for version in 1.0.0 1.1.0; do
        echo "$model $version" >models/$model-$version.bin
        dharma-gov register $model --artifact models/$model-$version.bin --version $version
        dharma-gov promote $model@$version --to staging --yes
        dharma-gov promote $model@$version --to production --yes
      done
      echo changed >models/$model-1.1.0.bin
    done`,
    folder,
  );
  if (exitCode !== 0) throw new Error(stderr);
  return folder;
}

export function configureSinks(folder: string, sinks: object): void {
  writeFileSync(path.join(folder, '.dharmarc'), JSON.stringify({ watch: { sinks } }));
}
