// drift-check on a million rows of 28 columns against pandas and scipy on the same file, and its memory.
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CATEGORICAL, NUMERIC, writeServingCsv } from './data.mjs';
import { inTemporaryFolder, median, PROGRAM, report, reportLimit, timeCommand } from './measure.mjs';

const ROWS = 1_000_000;
const ROUNDS = 3;
const MEMORY_LIMIT_MB = 512;
/** A Python with pandas and scipy. */
const PYTHON = process.env.PYTHON ?? 'python3';

export function benchDriftCheck() {
  return inTemporaryFolder(async (folder) => {
    const [reference, current] = ['reference.csv', 'current.csv'].map((name) => path.join(folder, name));
    await writeServingCsv(reference, { rows: ROWS, seed: 1 });
    await writeServingCsv(current, { rows: ROWS, seed: 2, shift: 0.5 });
    console.log(`      ${ROWS} rows, ${Math.round(statSync(current).size / 1e6)} MB`);
    prepareRegistry(folder, reference, current);
    const measured = measureInTurns(folder, reference, current);
    return judge(measured);
  });
}

function prepareRegistry(folder, reference, current) {
  const run = (...args) => timeCommand([process.execPath, PROGRAM, ...args], { cwd: folder });
  run('init', '--no-input');
  writeFileSync(path.join(folder, 'models/model.bin'), 'model');
  run('register', 'm', '--artifact', 'models/model.bin', '--training-data', reference);
  run('ingest-predictions', 'm@1.0.0', current);
}

function measureInTurns(folder, reference, current) {
  const peer = { ms: [], seconds: [], peakMb: [] };
  const file = { ms: [], peakMb: [] };
  const log = { ms: [], peakMb: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const result = runPeer(reference, current);
    for (const key of Object.keys(peer)) if (result !== undefined) peer[key].push(result[key]);
    for (const [ours, args] of [
      [file, ['--current', current]],
      [log, ['--from', '2026-01-01']],
    ]) {
      const result = driftCheck(folder, args);
      ours.ms.push(result.ms);
      ours.peakMb.push(result.peakMb);
    }
  }
  return { peer, file, log };
}

/** Wall time of the whole process, start-up included; exit 3 because there is drift to find. */
function driftCheck(folder, args) {
  const peakFile = path.join(folder, 'peak');
  const ms = timeCommand(
    [process.execPath, PROGRAM, 'drift-check', 'm@1.0.0', ...args, '--fail-on', 'warn'],
    {
      cwd: folder,
      expectedStatus: 3,
      env: {
        ...process.env,
        NODE_OPTIONS: `--require ${path.join(import.meta.dirname, 'report-memory.cjs')}`,
        PEAK_MEMORY_FILE: peakFile,
      },
    },
  );
  return { ms, peakMb: Number(readFileSync(peakFile, 'utf8')) };
}

/** Undefined where there is no such Python. */
function runPeer(reference, current) {
  const script = path.join(import.meta.dirname, 'drift-check.py');
  const columns = [NUMERIC.join(','), Object.keys(CATEGORICAL).join(',')];
  const start = performance.now();
  const { status, stdout } = spawnSync(PYTHON, [script, reference, current, ...columns], {
    encoding: 'utf8',
  });
  const ms = performance.now() - start;
  return status === 0 ? { ms, ...JSON.parse(stdout) } : undefined;
}

function judge({ peer, file, log }) {
  const results = [];
  if (peer.ms.length === 0) {
    console.log(`skip  ${PYTHON} has no pandas and scipy to compare with: set PYTHON to one that has`);
  } else {
    // Process against process: a script that checks a file has to start and to read its reference too.
    const againstMs = median(peer.ms);
    const inner = Math.round(median(peer.seconds) * 1000);
    const note = `; of theirs, ${inner} ms once started and with the reference in memory; peak ${Math.round(median(peer.peakMb))} MB`;
    const against = 'a pandas and scipy script';
    for (const [name, { ms }, limit] of [
      ['drift-check of a CSV file', file, 5],
      ['drift-check of the prediction log', log, 8],
    ]) {
      results.push(report({ name, measuredMs: median(ms), against, againstMs, limit, atLeast: true, note }));
    }
  }
  for (const [name, { peakMb }] of [
    ['memory of drift-check of a CSV file', file],
    ['memory of drift-check of the prediction log', log],
  ]) {
    results.push(reportLimit({ name, value: Math.max(...peakMb), limit: MEMORY_LIMIT_MB, unit: 'MB' }));
  }
  return results.every(Boolean);
}
