// Commits until it has done so `count` times or is killed:
//
//     node worker.mjs <registry folder> <name> <count> <file of acknowledgements>
//
// After each commit it appends the generation, the hash and a name to the last file, in one write.
import { appendFileSync } from 'node:fs';
import { GovError } from '../../src/core/errors.js';
import { commitNamed, initStore, loadStore, openStore } from './store.js';

const [folder = '', name = '', count = '1', acknowledgements = ''] = process.argv.slice(2);

try {
  const store = openStore(folder, name);
  await initStore(store);
  await loadStore(store);
  process.stdout.write('ready\n');
  for (let index = 1; index <= Number(count); index++) {
    const change = `${name}-${index}`;
    const { generation, hash } = await commitNamed(store, change);
    appendFileSync(acknowledgements, `${generation} ${hash} ${change}\n`);
  }
} catch (error) {
  if (!(error instanceof GovError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
