// Bundles the program into dist/cli/ and the library into dist/, in chunks that load only when they are needed. DuckDB's
// native binding stays outside: it is a binary.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const INPUT = { platform: 'node', external: ['@duckdb/node-bindings'] };
const OUTPUT = { minify: true, comments: { legal: true } };

/** What a quick command reads before it can answer: one file of all this loads faster than a dozen small ones. */
const QUICK_ENTRIES = ['src/cli/main.ts', 'src/cli/commands/list.ts', 'src/cli/commands/resolve.ts'];

/** Everything that `entries` import statically, directly or not. */
function staticClosure(entries, getModuleInfo) {
  const closure = new Set();
  const queue = entries.map((entry) => path.resolve(import.meta.dirname, entry));
  for (const id of queue) {
    if (closure.has(id)) continue;
    closure.add(id);
    queue.push(...(getModuleInfo(id)?.importedIds ?? []));
  }
  return closure;
}

/**
 * Commander loads child_process, and with it Node's network modules, for subcommands that are programs of their own.
 * This program has none.
 */
const withoutSubprograms = {
  name: 'without-subprograms',
  resolveId: (specifier, importer) =>
    specifier === 'node:child_process' && importer?.includes('/commander/') ? '\0no-child-process' : null,
  load: (id) => (id === '\0no-child-process' ? 'export default {}; export const spawn = undefined;' : null),
};

rmSync('dist', { recursive: true, force: true });
await bundleProgram();
await bundleLibrary();
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});

/** CommonJS, because only that can be kept compiled (bin/compile-cache.js), and loads quicker besides. */
async function bundleProgram() {
  let quickModules;
  const quick = (id, context) => {
    quickModules ??= staticClosure(QUICK_ENTRIES, (module) => context.getModuleInfo(module));
    return quickModules.has(id) ? 'quick' : null;
  };
  const bundle = await rolldown({
    ...INPUT,
    input: { main: 'src/cli/main.ts' },
    plugins: [withoutSubprograms],
    // The group may move what the entry exports into a chunk.
    preserveEntrySignatures: 'allow-extension',
  });
  await bundle.write({
    ...OUTPUT,
    dir: 'dist/cli',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: quick, debugName: 'quick' }] },
  });
  await bundle.close();
}

async function bundleLibrary() {
  const bundle = await rolldown({ ...INPUT, input: { index: 'src/index.ts' } });
  await bundle.write({ ...OUTPUT, dir: 'dist', format: 'esm', chunkFileNames: 'library-[name].js' });
  await bundle.close();
}
