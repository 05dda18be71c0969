// Ingesting a CSV of 28 columns against DuckDB's bare COPY of the same file to Parquet, and its memory.
// INGEST_ROWS=10000000 shows that memory does not grow with the file.
import { spawnSync } from 'node:child_process';
import { rmSync, statSync, writeFileSync } from 'node:fs';
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

const ROWS = Number(process.env.INGEST_ROWS ?? 1_000_000);
const ROUNDS = 5;
const MEMORY_LIMIT_MB = 512;

export function benchIngest() {
  return inTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'serving.csv');
    await writeServingCsv(file, { rows: ROWS, seed: 1 });
    console.log(`      ${ROWS} rows, ${Math.round(statSync(file).size / 1e6)} MB`);
    prepareRegistry(folder);
    const copies = [];
    const ingests = [];
    for (let round = 0; round < ROUNDS; round++) {
      copies.push(timeBareCopy(file, path.join(folder, 'copy.parquet')));
      ingests.push(timeIngest(folder, file));
    }
    const again = timeIngest(folder, file, { keepLog: true });
    const peakMb = Math.max(...ingests.map((ingest) => ingest.peakMb));
    return [
      report({
        name: 'ingest-predictions',
        measuredMs: median(ingests.map(({ ms }) => ms)),
        against: "DuckDB's COPY alone, without the start of its process",
        againstMs: median(copies),
        limit: 1.4,
      }),
      reportLimit({ name: 'memory', value: peakMb, limit: MEMORY_LIMIT_MB, unit: 'MB' }),
      reportLimit({
        name: 'memory of the same file again',
        value: again.peakMb,
        limit: MEMORY_LIMIT_MB,
        unit: 'MB',
      }),
    ].every(Boolean);
  });
}

function prepareRegistry(folder) {
  const run = (...args) => timeCommand([process.execPath, PROGRAM, ...args], { cwd: folder });
  run('init', '--no-input');
  writeFileSync(path.join(folder, 'models/model.bin'), 'model');
  run('register', 'm', '--artifact', 'models/model.bin');
}

/** Wall time of the statement itself, with DuckDB's own settings, in a fresh process. */
function timeBareCopy(file, target) {
  const script = `
    import { DuckDBInstance } from '@duckdb/node-api';
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const start = performance.now();
    await connection.run("COPY (FROM read_csv('${file}')) TO '${target}' (FORMAT parquet)");
    console.log(performance.now() - start);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: path.dirname(path.dirname(PROGRAM)),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

function timeIngest(folder, file, { keepLog = false } = {}) {
  if (!keepLog) rmSync(path.join(folder, 'models/.dharma/predictions'), { recursive: true, force: true });
  return measureProgram(folder, ['ingest-predictions', 'm@1.0.0', file]);
}
