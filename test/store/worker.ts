// Commits models until it has made `count` of them or is killed:
//
//     node worker.mjs <registry folder> <name> <count> <file of acknowledgements>
//
// After each commit it appends the generation, the hash and the model's name to the last file, in one write.
import { appendFileSync } from 'node:fs';
import { GovError } from '../../src/core/errors.js';
import { commitModel, initStore, loadStore, openStore } from './store.js';

const [folder = '', name = '', count = '1', acknowledgements = ''] = process.argv.slice(2);

try {
  const store = openStore(folder, name);
  await initStore(store);
  await loadStore(store);
  process.stdout.write('ready\n');
  for (let index = 1; index <= Number(count); index++) {
    const model = `${name}-${index}`;
    const { generation, hash } = await commitModel(store, model);
    appendFileSync(acknowledgements, `${generation} ${hash} ${model}\n`);
  }
} catch (error) {
  if (!(error instanceof GovError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
