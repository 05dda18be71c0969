import { mkdir, readdir, unlink } from 'node:fs/promises';
import * as v from 'valibot';
import { SEVERITIES } from '../../config/sink.js';
import { GovError } from '../../core/errors.js';
import { RULE_NAMES } from '../../core/rule-result.js';
import { DELIVERY_STATES, type Delivery } from '../../notifications/delivery.js';
import { NOTIFICATION_KINDS } from '../../notifications/notification.js';
import type { DamagedDelivery, Outbox } from '../../notifications/ports.js';
import { createFile, replaceFile, syncFolder } from '../durable-file.js';
import { fileError, isMissing } from '../file-errors.js';
import { inside, type Location } from '../location.js';
import { sha256 } from '../sha256.js';
import { readTextIfPresent } from '../text-file.js';

const FORMAT = 1;
const CURSOR = 'cursor.json';
const DELIVERY_FILE = /^[0-9a-f]{64}\.json$/;

const instant = v.pipe(v.string(), v.isoTimestamp());
const figure = v.nullable(v.pipe(v.number(), v.finite()));
const text = v.nullable(v.string());

const notification = v.strictObject({
  id: v.string(),
  kind: v.picklist(NOTIFICATION_KINDS),
  at: instant,
  severity: v.picklist(SEVERITIES),
  registry: v.string(),
  place: v.string(),
  model: text,
  version: text,
  title: v.string(),
  message: v.string(),
  rule: v.nullable(v.picklist(RULE_NAMES)),
  subject: text,
  observed: figure,
  limit: figure,
  alert: text,
  alertOpenedAt: v.nullable(instant),
  from: text,
  to: text,
});

const stored = v.strictObject({
  format: v.literal(FORMAT),
  id: v.string(),
  sink: v.string(),
  notification,
  state: v.picklist(DELIVERY_STATES),
  createdAt: instant,
  attempts: v.pipe(v.number(), v.integer(), v.minValue(0)),
  nextAt: v.nullable(instant),
  lastError: text,
  settledAt: v.nullable(instant),
});

const storedCursor = v.strictObject({
  format: v.literal(FORMAT),
  generation: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** A file each, so that a damaged one harms no other, and each change is one small durable write. */
export class OutboxFolder implements Outbox {
  constructor(private readonly folder: Location) {}

  get cursorPlace(): string {
    return inside(this.folder, CURSOR).place;
  }

  async readCursor(): Promise<number | null> {
    const file = inside(this.folder, CURSOR);
    const content = readTextIfPresent(file);
    if (content === undefined) return null;
    const parsed = parse(storedCursor, content);
    if ('problem' in parsed) {
      throw new GovError('integrity', `${file.place}: ${parsed.problem}`, {
        hint: 'remove it: the alerts that are open now are then told again',
      });
    }
    return parsed.value.generation;
  }

  async writeCursor(generation: number): Promise<void> {
    await this.makeFolder();
    await replaceFile(inside(this.folder, CURSOR), `${JSON.stringify({ format: FORMAT, generation })}\n`);
  }

  async read(): Promise<(Delivery | DamagedDelivery)[]> {
    const names = (await this.listNames()).filter((name) => DELIVERY_FILE.test(name));
    const found = names.flatMap((name) => {
      const file = inside(this.folder, name);
      try {
        const content = readTextIfPresent(file);
        // Removed between listing and reading: housekeeping was here.
        return content === undefined ? [] : [readDelivery(file, name, content)];
      } catch (error) {
        if (!(error instanceof GovError)) throw error;
        return [{ place: file.place, problem: error.message.replace(` ${file.place}`, '') }];
      }
    });
    return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  async add(delivery: Delivery): Promise<void> {
    await this.makeFolder();
    await createFile(this.fileOf(delivery.id), render(delivery), () => {});
    await syncFolder(this.folder);
  }

  async replace(delivery: Delivery): Promise<void> {
    await replaceFile(this.fileOf(delivery.id), render(delivery));
  }

  async remove(id: string): Promise<void> {
    const file = this.fileOf(id);
    try {
      await unlink(file.path);
    } catch (error) {
      if (!isMissing(error)) throw fileError(error, 'remove', file.place);
    }
  }

  /** Names of sinks may hold anything: a hash is a file name everywhere. */
  private fileOf(id: string): Location {
    return inside(this.folder, `${sha256(id)}.json`);
  }

  private async listNames(): Promise<string[]> {
    try {
      return await readdir(this.folder.path);
    } catch (error) {
      if (isMissing(error)) return [];
      throw fileError(error, 'list', this.folder.place);
    }
  }

  private async makeFolder(): Promise<void> {
    try {
      await mkdir(this.folder.path, { recursive: true });
    } catch (error) {
      throw fileError(error, 'create', this.folder.place);
    }
  }
}

function render(delivery: Delivery): string {
  return `${JSON.stringify({ format: FORMAT, ...delivery }, null, 1)}\n`;
}

function readDelivery({ place }: Location, name: string, content: string): Delivery | DamagedDelivery {
  const parsed = parse(stored, content);
  if ('problem' in parsed) return { place, problem: parsed.problem };
  const { format: _, ...delivery } = parsed.value;
  return name === `${sha256(delivery.id)}.json`
    ? delivery
    : { place, problem: 'it is the file of another delivery' };
}

/** Oldest first; what cannot be read comes last. */
function keyOf(entry: Delivery | DamagedDelivery): string {
  if ('problem' in entry) return `~${entry.place}`;
  const { at, id } = entry.notification;
  // Of one commit in the order of its events, which are numbers at the end of ids.
  return `${at} ${id.replace(/\d+/g, (digits) => digits.padStart(12, '0'))} ${entry.sink}`;
}

function parse<S extends v.GenericSchema>(
  schema: S,
  content: string,
): { readonly value: v.InferOutput<S> } | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return { problem: 'damaged: not JSON' };
  }
  const format = (json as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > FORMAT) {
    return {
      problem: `written in format ${format}, this program reads ${FORMAT}: install a newer dharma-gov`,
    };
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return { value: parsed.output };
  const [issue] = parsed.issues;
  return { problem: `damaged: ${v.getDotPath(issue) ?? 'content'}: ${issue.message}` };
}
