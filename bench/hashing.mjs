// Hashing 1 GiB of model file, against openssl on the same file.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { inTemporaryFolder, PROGRAM, report, timeCommand, timeInTurns } from './measure.mjs';

const GIB = 2 ** 30;

export function benchHashing() {
  if (spawnSync('openssl', ['version']).error !== undefined) {
    console.log('FAIL  hashing: openssl is not installed, so nothing was compared');
    return false;
  }
  return inTemporaryFolder((folder) => {
    const file = path.join(folder, 'model.bin');
    writeFile(file, GIB);
    mkdirSync(path.join(folder, 'models'));
    timeCommand([process.execPath, PROGRAM, 'init', '--no-input'], { cwd: folder });
    timeCommand([process.execPath, PROGRAM, 'register', 'model', '--artifact', file, '--actor', 'bench'], {
      cwd: folder,
    });
    const times = timeInTurns(
      {
        openssl: ['openssl', 'dgst', '-sha256', file],
        verify: [process.execPath, PROGRAM, 'verify', 'model'],
      },
      { rounds: 5, cwd: folder },
    );
    return report({
      name: 'verify, 1 GiB',
      measuredMs: times.verify,
      against: 'openssl dgst -sha256',
      againstMs: times.openssl,
      limit: 1.1,
    });
  });
}

function writeFile(file, bytes) {
  const chunk = Buffer.alloc(2 ** 24, 'model bytes ');
  const descriptor = openSync(file, 'w');
  for (let written = 0; written < bytes; written += chunk.length) writeSync(descriptor, chunk);
  closeSync(descriptor);
  if (statSync(file).size !== bytes) throw new Error('the benchmark could not write its file');
}
