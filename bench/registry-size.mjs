// What 10,000 versions cost against 10.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTemporaryFolder, median, PROGRAM, report, timeCommand, timeInTurns } from './measure.mjs';
import { makeRegistry } from './registry-data.mjs';

const SIZES = { small: 10, large: 10_000 };

export function benchRegistrySize() {
  return inTemporaryFolder((root) => {
    const folders = Object.fromEntries(Object.keys(SIZES).map((name) => [name, path.join(root, name)]));
    for (const [name, size] of Object.entries(SIZES)) makeRegistry(folders[name], size);
    const reading = { list: ['list'], show: ['show', 'model@1.0.5'], resolve: ['resolve', 'model@latest'] };
    const results = Object.entries(reading).map(([name, words]) => {
      const times = timeInTurns(
        Object.fromEntries(
          Object.entries(folders).map(([size, cwd]) => [
            size,
            [process.execPath, PROGRAM, ...words, '--dharmarc', path.join(cwd, '.dharmarc')],
          ]),
        ),
        { rounds: 7, cwd: root },
      );
      return report({
        name: `${name}, 10,000 versions`,
        measuredMs: times.large,
        against: '10 versions',
        againstMs: times.small,
        limit: 3,
      });
    });
    return [...results, benchRegister(folders)].every(Boolean);
  });
}

function benchRegister(folders) {
  const times = { small: [], large: [] };
  for (let round = 0; round < 7; round++) {
    for (const [size, cwd] of Object.entries(folders)) {
      writeFileSync(path.join(cwd, `models/new-${round}.bin`), `new ${round}`);
      const words = ['register', 'model', '--artifact', `models/new-${round}.bin`, '--actor', 'bench'];
      times[size].push(timeCommand([process.execPath, PROGRAM, ...words], { cwd }));
    }
  }
  return report({
    name: 'register, 10,000 versions',
    measuredMs: median(times.large),
    against: '10 versions',
    againstMs: median(times.small),
    limit: 3,
  });
}
