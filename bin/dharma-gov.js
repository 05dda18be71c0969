#!/usr/bin/env node
'use strict';

// DuckDB hands out rows in memory that V8 does not count and that goes when V8 collects: often enough only while the
// space for young objects stays small. Saves 40 MB on a million rows. The quick commands go without: under other flags
// V8 refuses what was compiled of Node itself.
if (/^(drift-check|performance|watch|watch-job)$/.test(process.argv[2])) {
  require('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}
require('./compile-cache.js');
const { main } = require('../dist/cli/main.cjs');

// Streams are opened when first used: setting up one that a command never touches takes milliseconds.
const io = {
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return process.stdout;
  },
  get stderr() {
    return process.stderr;
  },
  env: process.env,
  get cwd() {
    return process.cwd();
  },
};

main(process.argv.slice(2), io).then((exitCode) => {
  process.exitCode = exitCode;
});
