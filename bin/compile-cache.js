'use strict';

// Keeps what V8 compiled of the program beside the program, so that the next start need not compile it again: a third
// of the time that a short command takes. Node 20 has no such cache of its own. V8 itself refuses data of another
// version or other flags; the build makes its folder anew, so data never outlives the code it was made from. Each
// command has its own: they compile different functions of the same files, and what one needs is only read by it.
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const [, , word = ''] = process.argv;
const FOLDER = path.join(
  __dirname,
  '../dist/cli',
  `.compiled-${process.version}-${process.arch}`,
  /^[a-z-]+$/.test(word) ? word : 'other',
);

/** The exit code of a wrong command line: its first word may be no command at all. */
const USAGE = 2;

/** Compiled in this run, to be kept. */
const fresh = new Map();

require.extensions['.cjs'] = (module, file) => {
  const kept = path.join(FOLDER, path.basename(file));
  const script = new vm.Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    cachedData: readIfPresent(kept),
  });
  if (script.cachedDataRejected !== false) fresh.set(kept, script);
  const load = script.runInThisContext();
  load.call(module.exports, module.exports, module.require.bind(module), module, file, path.dirname(file));
};

// At the end, when the functions that this run needed have been compiled too.
process.on('exit', () => {
  if (process.exitCode === USAGE) return;
  try {
    if (fresh.size > 0) mkdirSync(FOLDER, { recursive: true });
    for (const [kept, script] of fresh) {
      writeFileSync(`${kept}.${process.pid}`, script.createCachedData());
      renameSync(`${kept}.${process.pid}`, kept);
    }
  } catch {
    // An installation that may not be written to: the program works the same, a little slower.
  }
});

function readIfPresent(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
