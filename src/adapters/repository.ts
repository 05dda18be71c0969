import path from 'node:path';
import { isPresent } from './text-file.js';

/** The nearest folder at or above `folder` that git keeps (a folder, or a file in a worktree); `folder` without one. */
export function findRepository(folder: string): string {
  for (let current = folder; ; current = path.dirname(current)) {
    if (isPresent({ path: path.join(current, '.git'), place: '.git' })) return current;
    if (current === path.dirname(current)) return folder;
  }
}
