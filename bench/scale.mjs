// Ten times the rows: time per row and memory of ingest-predictions and drift-check. Needs 6 GB of disk and some minutes.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeServingCsv } from './data.mjs';
import {
  inTemporaryFolder,
  measureProgram,
  median,
  PROGRAM,
  report,
  reportLimit,
  timeCommand,
} from './measure.mjs';

const SIZES = {
  small: { rows: 1_000_000, rounds: 3 },
  large: { rows: 10_000_000, rounds: 1 },
};
const MEMORY_LIMIT_MB = 1024;
const SLOWER_PER_ROW = 1.3;

/** In this order, since a log has to be filled before it is checked. */
const STEPS = {
  'ingest-predictions': { words: (file) => ['ingest-predictions', 'm@1.0.0', file], status: 0 },
  'drift-check of a CSV file': { words: (file) => driftCheck('--current', file), status: 3 },
  'drift-check of the prediction log': { words: () => driftCheck('--from', '2026-01-01'), status: 3 },
};

function driftCheck(...args) {
  return ['drift-check', 'm@1.0.0', ...args, '--fail-on', 'warn'];
}

export function benchScale() {
  return inTemporaryFolder(async (root) => {
    const reference = path.join(root, 'reference.csv');
    await writeServingCsv(reference, { rows: SIZES.small.rows, seed: 1 });
    const measured = {};
    for (const [size, { rows, rounds }] of Object.entries(SIZES)) {
      const file = path.join(root, `${size}.csv`);
      const start = performance.now();
      await writeServingCsv(file, { rows, seed: 2, shift: 0.5, distinct: SIZES.small.rows });
      console.log(`      ${rows} rows, generated in ${Math.round((performance.now() - start) / 1000)} s`);
      const folder = prepareRegistry(root, reference);
      measured[size] = measure(folder, file, rounds);
      rmSync(file);
    }
    return Object.keys(STEPS)
      .flatMap((step) => judge(step, measured.small[step], measured.large[step]))
      .every(Boolean);
  });
}

function prepareRegistry(folder, reference) {
  rmSync(path.join(folder, 'models'), { recursive: true, force: true });
  rmSync(path.join(folder, '.dharmarc'), { force: true });
  const run = (...args) => timeCommand([process.execPath, PROGRAM, ...args], { cwd: folder });
  run('init', '--no-input');
  writeFileSync(path.join(folder, 'models/model.bin'), 'model');
  run('register', 'm', '--artifact', 'models/model.bin', '--training-data', reference);
  return folder;
}

function measure(folder, file, rounds) {
  const measured = Object.fromEntries(Object.keys(STEPS).map((step) => [step, []]));
  for (let round = 0; round < rounds; round++) {
    for (const kept of ['predictions', 'cache']) {
      rmSync(path.join(folder, 'models/.dharma', kept), { recursive: true, force: true });
    }
    for (const [step, { words, status }] of Object.entries(STEPS)) {
      measured[step].push(measureProgram(folder, words(file), { expectedStatus: status }));
    }
  }
  return measured;
}

function judge(step, small, large) {
  const perMillion = (runs, { rows }) => median(runs.map(({ ms }) => ms)) / (rows / 1e6);
  const peakMb = Math.max(...large.map((run) => run.peakMb));
  return [
    report({
      name: `${step}, a million of 10 M rows`,
      measuredMs: perMillion(large, SIZES.large),
      against: 'a million of 1 M',
      againstMs: perMillion(small, SIZES.small),
      limit: SLOWER_PER_ROW,
    }),
    reportLimit({ name: `memory of ${step}, 10 M rows`, value: peakMb, limit: MEMORY_LIMIT_MB, unit: 'MB' }),
  ];
}
