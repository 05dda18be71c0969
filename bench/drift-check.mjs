// drift-check on a million rows of 28 columns, and its memory, against what people check drift with in Python.
import { spawnSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CATEGORICAL, NUMERIC, writeServingCsv } from './data.mjs';
import {
  inTemporaryFolder,
  measureProgram,
  median,
  PROGRAM,
  report,
  reportLimit,
  reportSkipped,
  timeCommand,
} from './measure.mjs';
import { openEnvironment } from './peers/environment.mjs';

const ROWS = 1_000_000;
const ROUNDS = 3;
const MEMORY_LIMIT_MB = 512;

/** The ways of a drift-check, by what it reads. */
const WAYS = {
  file: { name: 'drift-check of a CSV file', args: (file) => ['--current', file] },
  log: { name: 'drift-check of the prediction log', args: () => ['--from', '2026-01-01'] },
  again: {
    name: 'drift-check of an unchanged window',
    args: () => ['--from', '2026-01-01'],
    keepsCounts: true,
  },
};

/** What drift-check is compared with, and how many times faster each way of it must be, where that is a target. */
const PEERS = [
  {
    environment: 'pandas-3.0',
    script: 'ks-and-chi2.py',
    against: 'a script of pandas 3.0 and scipy',
    rounds: ROUNDS,
    limits: { file: 5, log: 8 },
  },
  {
    // The targets were set before it: its read_csv takes a fifth of the time.
    environment: 'pandas-3.1',
    script: 'ks-and-chi2.py',
    against: 'the same script with pandas 3.1',
    rounds: ROUNDS,
    limits: {},
  },
  {
    environment: 'evidently',
    script: 'data-drift-preset.py',
    against: "Evidently's DataDriftPreset",
    // It takes a minute.
    rounds: 1,
    limits: { file: 10, log: 10, again: 10 },
    memoryShare: 0.25,
  },
];

export function benchDriftCheck() {
  return inTemporaryFolder(async (folder) => {
    const [reference, current] = ['reference.csv', 'current.csv'].map((name) => path.join(folder, name));
    await writeServingCsv(reference, { rows: ROWS, seed: 1 });
    await writeServingCsv(current, { rows: ROWS, seed: 2, shift: 0.5 });
    console.log(`      ${ROWS} rows, ${Math.round(statSync(current).size / 1e6)} MB`);
    prepareRegistry(folder, reference, current);
    const peers = PEERS.map((peer) => ({ ...peer, ...openEnvironment(peer.environment) }));
    const { ours, theirs } = measureInTurns(folder, { reference, current }, peers);
    const lines = peers.flatMap((peer, index) => judge(peer, ours, theirs[index]));
    const memory = Object.entries(WAYS).map(([way, { name }]) =>
      reportLimit({
        name: `memory of ${name}`,
        value: peakOf(ours[way]),
        limit: MEMORY_LIMIT_MB,
        unit: 'MB',
      }),
    );
    return [...lines, ...memory].every(Boolean);
  });
}

function prepareRegistry(folder, reference, current) {
  const run = (...args) => timeCommand([process.execPath, PROGRAM, ...args], { cwd: folder });
  run('init', '--no-input');
  writeFileSync(path.join(folder, 'models/model.bin'), 'model');
  run('register', 'm', '--artifact', 'models/model.bin', '--training-data', reference);
  run('ingest-predictions', 'm@1.0.0', current);
}

/** Process against process: whatever checks a file has to start, and to read its reference too. */
function measureInTurns(folder, files, peers) {
  const theirs = peers.map(() => []);
  const ours = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, peer] of peers.entries()) {
      if (peer.python !== undefined && round < peer.rounds) theirs[index].push(runPeer(peer, files));
    }
    for (const [way, { args, keepsCounts }] of Object.entries(WAYS)) {
      if (!keepsCounts) rmSync(path.join(folder, 'models/.dharma/cache'), { recursive: true, force: true });
      const words = ['drift-check', 'm@1.0.0', ...args(files.current), '--fail-on', 'warn'];
      // 3 because there is drift to find.
      ours[way].push(measureProgram(folder, words, { expectedStatus: 3 }));
    }
  }
  return { ours, theirs };
}

function runPeer({ python, script }, { reference, current }) {
  const columns = [NUMERIC.join(','), Object.keys(CATEGORICAL).join(',')];
  const command = [path.join(import.meta.dirname, 'peers', script), reference, current, ...columns];
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(python, command, { encoding: 'utf8' });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${script} exited ${status}:\n${stderr}`);
  return { ms, ...JSON.parse(stdout.trim().split('\n').at(-1)) };
}

function judge({ against, limits, memoryShare, problem }, ours, theirs) {
  return Object.entries(WAYS).flatMap(([way, { name }]) => {
    if (problem !== undefined) {
      reportSkipped({ name: `${name} against ${against}`, reason: problem });
      return [];
    }
    const [measuredMs, againstMs] = [ours[way], theirs].map((runs) => median(runs.map(({ ms }) => ms)));
    const peakMb = peakOf(theirs);
    const note = `; their peak ${Math.round(peakMb)} MB`;
    const time = report({ name, measuredMs, against, againstMs, limit: limits[way], atLeast: true, note });
    if (memoryShare === undefined) return [time];
    const share = { name: `memory of ${name} against ${against}`, unit: 'MB', limit: peakMb * memoryShare };
    return [time, reportLimit({ ...share, value: peakOf(ours[way]) })];
  });
}

function peakOf(runs) {
  return Math.max(...runs.map(({ peakMb }) => peakMb));
}
