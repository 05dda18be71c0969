import { type LogEvent, type LogHead, sealEntry } from '../../commit-log/entry.js';
import type { CommitLog } from '../../commit-log/port.js';
import type { Governance } from '../context.js';
import { waitAfterConflict } from '../registry/retry-conflict.js';

/** Rows on their way into a log whose entries name files of rows. */
export interface StagedRows<State, Settled> {
  /** Takes out what the log already has. */
  settle(state: State): Promise<Settled>;
  /** Puts what is left into the log's folder, durably. It is not in the log before the events are committed. */
  publish(): Promise<readonly LogEvent[]>;
  /** Removes what was published. */
  withdraw(): Promise<void>;
}

export interface RowCommit<State> {
  readonly commits: CommitLog;
  /** The state after what was committed since `base`. */
  readonly read: (base: State) => Promise<State>;
  readonly before: State;
  readonly action: string;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

/** Compares with the log and commits; when somebody else commits first, compares with what they added and tries again. */
export async function commitStaged<State extends { readonly head: LogHead }, Settled>(
  governance: Governance,
  staged: StagedRows<State, Settled>,
  { commits, read, before, action, reason, dryRun }: RowCommit<State>,
): Promise<Settled & { readonly changed: boolean; readonly generation: number | null }> {
  let state = await read(before);
  for (let attempt = 1; ; attempt++) {
    const settled = await staged.settle(state);
    if (dryRun) return { ...settled, changed: false, generation: null };
    const events = await staged.publish();
    if (events.length === 0) return { ...settled, changed: false, generation: null };
    const note = { at: governance.now(), actor: await governance.actor(), action, reason };
    const entry = sealEntry(state.head, note, events, governance.sha256);
    // After an error the entry may be there all the same: what was published then stays for it, or for the sweep.
    if ((await commits.append(entry)) === 'committed') {
      return { ...settled, changed: true, generation: entry.generation };
    }
    await staged.withdraw();
    await waitAfterConflict(governance, commits.place, attempt);
    state = await read(state);
  }
}
