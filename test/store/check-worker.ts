// Records checks until it has done so `count` times or is killed:
//
//     node check-worker.mjs <folder of checks> <name> <count> <file of acknowledgements>
//
// After each one it appends its id to the last file, in one write.
import { appendFileSync } from 'node:fs';
import { CheckStoreFolder } from '../../src/adapters/check-store-folder.js';
import { GovError } from '../../src/core/errors.js';
import { exampleCheck } from '../checks/example-check.js';

const [folder = '', name = '', count = '1', acknowledgements = ''] = process.argv.slice(2);

try {
  const store = new CheckStoreFolder({ path: folder, place: 'models/.dharma/checks' });
  process.stdout.write('ready\n');
  for (let index = 1; index <= Number(count); index++) {
    const id = `${name}-${index}`;
    // Of several pages, so that a kill may meet the middle of a line.
    await store.append(exampleCheck(1, { id, summary: 'x'.repeat(index % 20_000) }));
    appendFileSync(acknowledgements, `${id}\n`);
  }
} catch (error) {
  if (!(error instanceof GovError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
