// Simulations run the product's own source, bundled for a worker to load.
import path from 'node:path';
import { build } from 'esbuild';

/**
 * @param source a worker in TypeScript, below this folder
 * @returns its JavaScript, and what it loads beside it
 */
export async function bundleSimulation(folder, source) {
  await build({
    entryPoints: { simulation: path.join(import.meta.dirname, source) },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // So that what the source loads when it needs it, DuckDB above all, is not loaded at the start.
    splitting: true,
    external: ['@duckdb/node-bindings'],
    // For packages that are CommonJS and load parts of Node.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return path.join(folder, 'simulation.mjs');
}
