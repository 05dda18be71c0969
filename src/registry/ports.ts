import type { Artifact } from './events.js';
import type { RegistryState } from './state.js';

/** What was found where the snapshot (`registry.json`) should be. */
export type SnapshotReading =
  | { readonly kind: 'current'; readonly state: RegistryState }
  | { readonly kind: 'missing' }
  /** Not a snapshot at all: truncated, not JSON, a field of the wrong shape. */
  | { readonly kind: 'damaged'; readonly problem: string }
  /** A well-formed snapshot whose content is not what was written: somebody edited it. */
  | { readonly kind: 'edited' };

/** The readable copy of the state beside the log. Never the source of truth. */
export interface SnapshotStore {
  /** The file, for messages. */
  readonly place: string;
  /** @throws GovError config when it is in a newer format, forbidden when it may not be read. */
  read(): Promise<SnapshotReading>;
  /** Replaces it atomically and durably. */
  write(state: RegistryState): Promise<void>;
}

/** Bytes hashed so far, of how many. Called often; the callee decides how often to show it. */
export type HashProgress = (doneBytes: number, totalBytes: number) => void;

/** Reads model files as they are now. */
export interface ArtifactReader {
  /**
   * Hashes a file, or every file under a directory.
   * @param path as recorded: relative to the registry folder, with `/`
   * @returns undefined when nothing is there
   * @throws GovError input for a symbolic link or anything that is neither file nor directory, forbidden when unreadable.
   */
  fingerprint(path: string, onProgress: HashProgress): Promise<Artifact | undefined>;
}
