// Measuring: every ratio compares commands that ran in turns, in one run, on one machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const PROGRAM = path.resolve(import.meta.dirname, '../bin/dharma-gov.js');

/** Runs a command and returns its wall time in ms; a failure stops the benchmark. */
export function timeCommand([command, ...args], options = {}) {
  const start = performance.now();
  const { status, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
  });
  const elapsedMs = performance.now() - start;
  if (error !== undefined) throw error;
  if (status !== (options.expectedStatus ?? 0)) {
    throw new Error(`${[command, ...args].join(' ')} exited ${status}:\n${stderr}`);
  }
  return elapsedMs;
}

/** Runs the program in a folder: wall time of the whole process, its start included, and its peak memory. */
export function measureProgram(folder, args, { expectedStatus = 0 } = {}) {
  const peakFile = path.join(folder, 'peak');
  const ms = timeCommand([process.execPath, PROGRAM, ...args], {
    cwd: folder,
    expectedStatus,
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${path.join(import.meta.dirname, 'report-memory.cjs')}`,
      PEAK_MEMORY_FILE: peakFile,
    },
  });
  return { ms, peakMb: Number(readFileSync(peakFile, 'utf8')) };
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Median times of several commands, run in turns so that a busy moment hits all of them.
 * @param commands name -> command line
 */
export function timeInTurns(commands, { rounds, ...options }) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, command] of Object.entries(commands)) {
      const elapsedMs = timeCommand(command, options);
      // The first round only fills the caches.
      if (round > 0) times[name].push(elapsedMs);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/**
 * One line of the report.
 * @param limit what the ratio must stay below, or (atLeast) reach; left out where it is only told
 */
export function report({ name, measuredMs, against, againstMs, limit, atLeast = false, note = '' }) {
  const ratio = atLeast ? againstMs / measuredMs : measuredMs / againstMs;
  const holds = limit === undefined || (atLeast ? ratio >= limit : ratio <= limit);
  const target = limit === undefined ? 'no target' : `${atLeast ? 'at least' : 'within'} ${limit}x`;
  const figures = `${Math.round(measuredMs)} ms against ${Math.round(againstMs)} ms`;
  const mark = limit === undefined ? 'info' : holds ? 'ok  ' : 'FAIL';
  console.log(
    `${mark}  ${name}: ${ratio.toFixed(2)}x ${atLeast ? 'faster than' : 'of'} ${against} (${target}; ${figures})${note}`,
  );
  return holds;
}

/** Names of what could not be measured here: neither passed nor missed. */
export const skipped = [];

export function reportSkipped({ name, reason }) {
  console.log(`skip  ${name}: ${reason}`);
  skipped.push(name);
}

/** A measured limit that is not a ratio, such as memory. */
export function reportLimit({ name, value, limit, unit, atLeast = false }) {
  const holds = atLeast ? value >= limit : value <= limit;
  const target = `${atLeast ? 'at least' : 'limit'} ${Math.round(limit)} ${unit}`;
  console.log(`${holds ? 'ok  ' : 'FAIL'}  ${name}: ${Math.round(value)} ${unit} (${target})`);
  return holds;
}

export function inTemporaryFolder(work) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return Promise.resolve(work(folder)).finally(remove);
}
