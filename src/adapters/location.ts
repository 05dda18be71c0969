import { join } from 'node:path';

/** A file or folder: where it is, and what its user calls it. Messages show the second. */
export interface Location {
  readonly path: string;
  readonly place: string;
}

/** Something inside a folder. */
export function inside(folder: Location, name: string): Location {
  return { path: join(folder.path, name), place: join(folder.place, name) };
}
