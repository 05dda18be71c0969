import { accessSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';

/**
 * Where tests keep what needs no disk: thousands of commits whose every `fsync` would wait for whatever else writes.
 * Killing a process or failing a call shows the same in memory.
 */
export const MEMORY_FOLDER = findMemoryFolder();

function findMemoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
