#!/usr/bin/env node
import { main } from '../dist/main.js';

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
  cwd: process.cwd(),
};

process.exitCode = await main(process.argv.slice(2), io);
