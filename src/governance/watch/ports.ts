import type { Outbox, Transport } from '../../notifications/ports.js';

/** A file in the inbox, whole: nobody has written to it for a moment. */
export interface InboxFile {
  /** For messages. */
  readonly place: string;
  /** For reading. */
  readonly path: string;
  readonly model: string;
  /** `labels`, a version number, or a status such as `production`. */
  readonly target: string;
}

/** Folders of which files are ingested: `<inbox>/<model>/<target>/`. */
export interface Inbox {
  /** In the order of their names. @throws GovError input when the folder is not there. */
  list(): Promise<readonly InboxFile[]>;
  /** Moves a file to `done/` beside it, never over another one. */
  accept(file: InboxFile): Promise<void>;
  /** Moves it to `failed/`, with the reason in a file beside it. */
  reject(file: InboxFile, reason: string): Promise<void>;
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
