// Takes a lock each time it is told to, and says what came of it. Holds it until it is killed or told to give it back.
import { acquireLock, type HeldLock } from '../../src/adapters/watch/lock-file.js';

const path = process.argv[2] ?? '';
let held: HeldLock | undefined;

process.on('message', async (word) => {
  if (word === 'release') {
    await held?.release();
    process.send?.('released');
    return;
  }
  try {
    held = await acquireLock(
      { path, place: 'lock' },
      () => new Date(),
      () => {},
    );
    process.send?.('held');
  } catch (error) {
    process.send?.(error instanceof Error ? error.message : String(error));
  }
});
