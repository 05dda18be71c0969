import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles test/store/<name>.ts and what it imports into one file in `folder`, and returns its path. */
export async function bundle(name, folder) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return outfile;
}
