import type { Outbox, Transport } from '../../notifications/ports.js';

/** Something that lies in the inbox: a file that nobody has written to for a moment, or what should not lie there. */
export interface InboxFile {
  /** For messages: `inbox/churn/1.0.0/march.csv`. */
  readonly place: string;
  /** For reading. */
  readonly path: string;
  readonly model: string;
  /** `labels`, a version number, or a status such as `production`; null beside the folders for these. */
  readonly target: string | null;
  /** Why it is not read whatever is in it: it is a symbolic link, for example. Null for a regular file. */
  readonly problem: string | null;
  /** Changes when somebody writes to the file. */
  readonly stamp: string;
}

export interface InboxListing {
  /** By model, the labels of a model after its predictions, in the order of their names. */
  readonly files: readonly InboxFile[];
  /** How many are still being written. */
  readonly unfinished: number;
  /** What lies where nothing is looked for, a sentence each. */
  readonly strays: readonly string[];
}

/** Folders of which files are ingested: `<inbox>/<model>/<target>/`. */
export interface Inbox {
  /** @throws GovError input when the folder is not there. */
  list(): Promise<InboxListing>;
  /**
   * Moves a file to `done/` beside it, never over another one; without a target: beside the folders.
   * @returns where it is now; null when somebody has written to it since it was listed: it stays.
   */
  accept(file: InboxFile): Promise<string | null>;
  /** Moves it to `failed/` in the same way, with the reason in a file beside it. */
  reject(file: InboxFile, reason: string): Promise<string | null>;
}

/** What `watch` needs from outside, besides what every operation needs. */
export interface WatchPorts {
  readonly outbox: Outbox;
  readonly transport: Transport;
  /** Null when none is configured. */
  readonly inbox: Inbox | null;
  /** Removes what stopped commands left an hour ago or longer. @returns how many files. */
  readonly sweep: () => Promise<number>;
}

export interface JobOptions {
  /** Whether a version may be rolled back at all, whatever the settings of its model. */
  readonly autoRollback: boolean;
  /** Look, and tell what would be done: nothing is recorded, changed, moved or sent. */
  readonly dryRun: boolean;
}
