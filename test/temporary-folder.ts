import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** One folder for whatever the tests and the programs they start leave in the temporary folder, gone when they have ended. */
export default function makeTemporaryFolder(): () => void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-tests-'));
  // Some tests run the program as another user.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
