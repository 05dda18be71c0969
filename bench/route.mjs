// Routing a stream of ids by a test, the whole process with its start, on one core where the machine can be told so.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTemporaryFolder, median, PROGRAM, reportLimit, timeCommand } from './measure.mjs';

const IDS = 2_000_000;
const ROUNDS = 5;
const IDS_A_SECOND = 500_000;

export function benchRoute() {
  return inTemporaryFolder((folder) => {
    prepareTest(folder);
    writeIds(path.join(folder, 'ids'));
    const pinned = spawnSync('taskset', ['-V']).error === undefined ? 'taskset -c 0 ' : '';
    const command = `${pinned}"${process.execPath}" "${PROGRAM}" ab-test route m --stdin < ids > routed`;
    const times = Array.from({ length: ROUNDS }, () => timeCommand(['sh', '-c', command], { cwd: folder }));
    return reportLimit({
      name: `ab-test route --stdin, ${IDS} ids${pinned === '' ? '' : ' on one core'}`,
      value: (IDS / median(times)) * 1000,
      limit: IDS_A_SECOND,
      unit: 'ids/s',
      atLeast: true,
    });
  });
}

function prepareTest(folder) {
  const run = (...args) => timeCommand([process.execPath, PROGRAM, ...args], { cwd: folder });
  run('init', '--no-input');
  for (const version of ['1.0.0', '1.1.0']) {
    writeFileSync(path.join(folder, `models/${version}.bin`), version);
    run('register', 'm', '--version', version, '--artifact', `models/${version}.bin`);
  }
  const row = 'r-1,2026-01-01T00:00:00Z,1,5';
  writeFileSync(
    path.join(folder, 'serving.csv'),
    `request_id,timestamp,prediction,latency_ms,feature\n${row},2\n`,
  );
  run('ingest-predictions', 'm@1.0.0', 'serving.csv');
  run('ab-test', 'start', 'm', '--a', '1.0.0', '--b', '1.1.0', '--metric', 'latency_ms:goal:lower');
}

function writeIds(file) {
  const ids = Array.from({ length: IDS }, (_, index) => `request-${index * 7919}\n`);
  writeFileSync(file, ids.join(''));
}
