// Simulations run the product's own source, bundled into one file that a worker loads.
import path from 'node:path';
import { build } from 'esbuild';

/**
 * @param source a worker in TypeScript, below this folder
 * @returns its JavaScript
 */
export async function bundleSimulation(folder, source) {
  const script = path.join(folder, 'simulation.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, source)],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return script;
}
