import type { CheckRecord } from '../../checks/check-record.js';
import type { CheckStore } from '../../checks/ports.js';
import type { LogEntry, LogEvent } from '../../commit-log/entry.js';
import { parseEvents } from '../../commit-log/parse-events.js';
import type { CommitLog, LogSurvey } from '../../commit-log/port.js';
import { type RegistryEvent, registryEventSchema } from '../../registry/events.js';
import type { SnapshotStore } from '../../registry/ports.js';
import type { RegistryState } from '../../registry/state.js';

type RegistryLog = CommitLog & LogSurvey;

/** A registry's log that goes on in memory, while the real one stays as it is. */
export class LogInMemory implements RegistryLog {
  readonly place: string;
  private readonly appended: LogEntry<LogEvent>[] = [];
  private taken = 0;

  /** @param last the entry of the real log after which it goes on */
  constructor(
    private readonly real: RegistryLog,
    private readonly last: LogEntry<LogEvent>,
  ) {
    this.place = real.place;
  }

  async readFrom(generation: number): Promise<LogEntry<LogEvent>[]> {
    const { last } = this;
    const past = generation < last.generation ? await this.real.readFrom(generation) : [last];
    return [...past.filter((entry) => entry.generation <= last.generation), ...this.appended].filter(
      (entry) => entry.generation >= generation,
    );
  }

  async append(entry: LogEntry<{ readonly type: string }>): Promise<'committed'> {
    this.appended.push(entry as LogEntry<LogEvent>);
    return 'committed';
  }

  survey() {
    return this.real.survey();
  }

  /** The events of what was appended since the last call. */
  takeEvents(): RegistryEvent[] {
    const entries = this.appended.slice(this.taken);
    this.taken = this.appended.length;
    return parseEvents(entries, registryEventSchema, this.place).flatMap(({ events }) => events);
  }
}

/** A snapshot that is never written to disk. */
export class SnapshotInMemory implements SnapshotStore {
  constructor(
    readonly place: string,
    private state: RegistryState,
  ) {}

  async read() {
    return { kind: 'current', state: this.state } as const;
  }

  async write(state: RegistryState): Promise<void> {
    this.state = state;
  }
}

/** The checks of one model, without the figures of their columns, which no rule goes by. */
export class ChecksInMemory implements CheckStore {
  private readonly records: CheckRecord[] = [];
  private taken = 0;

  async append(record: CheckRecord): Promise<void> {
    this.records.push({ ...record, values: record.values.filter(({ subject }) => subject === null) });
  }

  async *newestFirst() {
    for (let index = this.records.length - 1; index >= 0; index--) {
      const record = this.records[index];
      if (record !== undefined) yield { record };
    }
  }

  /** Those since the last call. */
  take(): CheckRecord[] {
    const records = this.records.slice(this.taken);
    this.taken = this.records.length;
    return records;
  }
}
