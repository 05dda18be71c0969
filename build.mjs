// Bundles the program into dist/: one entry for the command line, one for the library, and chunks that load only when
// a command needs them. DuckDB's native binding stays outside: it is a binary.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

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

let quickModules;

rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: { main: 'src/cli/main.ts', index: 'src/index.ts' },
  platform: 'node',
  external: ['@duckdb/node-bindings'],
  plugins: [withoutSubprograms],
  // Groups below may move what an entry exports into a chunk.
  preserveEntrySignatures: 'allow-extension',
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  minify: true,
  comments: { legal: true },
  codeSplitting: {
    includeDependenciesRecursively: false,
    groups: [
      {
        debugName: 'quick',
        name: (id, context) => {
          quickModules ??= staticClosure(QUICK_ENTRIES, (module) => context.getModuleInfo(module));
          return quickModules.has(id) ? 'quick' : null;
        },
      },
    ],
  },
});
await bundle.close();

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
