import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, open, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { GovError } from '../../core/errors.js';
import { createFile } from '../durable-file.js';
import { fileError, isMissing, systemCode } from '../file-errors.js';
import type { Location } from '../location.js';
import { readTextIfPresent } from '../text-file.js';

const holderSchema = v.object({
  pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
  host: v.string(),
  /** Within which `pid` means anything: the boot of the machine, and the namespace of a container. */
  scope: v.nullable(v.string()),
  /** When the process began, in ticks of the machine: a number that is given out again is another process. */
  begun: v.nullable(v.string()),
  since: v.string(),
  /** Random: tells two holders apart whatever else they share. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
});

/** Who holds a lock. */
type Holder = v.InferOutput<typeof holderSchema>;

const HEARTBEAT_MS = 10_000;

/** Of a holder that cannot be asked whether it lives: on another machine, in another container. */
const STALE_MS = 60_000;

export interface HeldLock {
  release(): Promise<void>;
}

/**
 * Takes a lock that one process holds at a time, whatever is killed when.
 * @param onLost told when somebody else took it for dead: this process was suspended for a minute, or cut off
 * @throws GovError conflict naming who holds it.
 */
export async function acquireLock(file: Location, now: () => Date, onLost: () => void): Promise<HeldLock> {
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    scope: scopeOfPids(),
    begun: processState(process.pid)?.begun ?? null,
    since: now().toISOString(),
    id: randomBytes(8).toString('hex'),
  };
  try {
    await mkdir(dirname(file.path), { recursive: true });
    // Each turn either takes it, meets a living holder, or removes a dead one's; somebody else may be quicker each time.
    for (let turn = 0; turn < 100; turn++) {
      if ((await createFile(file, `${JSON.stringify(own)}\n`, () => {})) === 'created') {
        return hold(file, own, onLost);
      }
      const holder = readHolder(file);
      if (holder === 'nobody') continue;
      if (await lives(file, holder)) throw heldBy(file, holder);
      await removeOf(file, holder);
    }
  } catch (error) {
    throw fileError(error, 'lock', file.place);
  }
  throw new GovError('conflict', `${file.place}: others take it again and again`, { hint: 'run it again' });
}

/** @returns null for a file that says nothing: not of this program, or of a file system that lost its end. */
function readHolder(file: Location): Holder | null | 'nobody' {
  const text = readTextIfPresent(file);
  if (text === undefined) return 'nobody';
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

async function lives(file: Location, holder: Holder | null): Promise<boolean> {
  const scope = scopeOfPids();
  if (holder !== null && holder.scope === scope) {
    if (scope !== null) return isSameProcess(holder);
    // A system that says nothing of its processes: whether one of that number runs is all there is to know.
    if (holder.host === hostname() && !isRunning(holder.pid)) return false;
  }
  try {
    return Date.now() - (await stat(file.path)).mtimeMs < STALE_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isSameProcess({ pid, begun }: Holder): boolean {
  if (!isRunning(pid)) return false;
  const state = processState(pid);
  // Of other users' processes some systems say nothing but that they are there.
  if (state === null || begun === null) return true;
  return state.begun === begun && !state.isDead;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** Somebody who was killed while removing a dead holder's lock has long ceased by now. */
const REMOVAL_MS = 10_000;

/**
 * Removes the lock of a dead holder, and of nobody else. Only one process at a time may, and it looks again when it may:
 * a lock that was dead a moment ago may have been removed, and taken, by somebody quicker.
 */
async function removeOf(file: Location, holder: Holder | null): Promise<void> {
  // Named like a temporary file, so that one which a killed process left is swept like those.
  const permit = join(
    dirname(file.path),
    `.${basename(file.path)}.${holder?.pid ?? 0}-${holder?.id ?? '0'.repeat(16)}.tmp`,
  );
  try {
    await (await open(permit, 'wx', 0o644)).close();
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    await removeOldPermit(permit);
    await sleep(20 + Math.random() * 30);
    return;
  }
  try {
    if (isHeldBy(file, holder)) await unlink(file.path);
  } finally {
    await unlink(permit).catch(() => undefined);
  }
}

async function removeOldPermit(permit: string): Promise<void> {
  const stats = await stat(permit).catch(() => undefined);
  if (stats !== undefined && Date.now() - stats.mtimeMs > REMOVAL_MS)
    await unlink(permit).catch(() => undefined);
}

function isHeldBy(file: Location, holder: Holder | null): boolean {
  const present = readHolder(file);
  return present !== 'nobody' && present?.id === holder?.id;
}

function hold(file: Location, own: Holder, onLost: () => void): HeldLock {
  const beat = setInterval(() => {
    if (isHeldBy(file, own)) {
      const at = new Date();
      utimes(file.path, at, at).catch(() => undefined);
      return;
    }
    clearInterval(beat);
    onLost();
  }, HEARTBEAT_MS).unref();
  return {
    release: async () => {
      clearInterval(beat);
      if (isHeldBy(file, own)) await unlink(file.path).catch(() => undefined);
    },
  };
}

function heldBy(file: Location, holder: Holder | null): GovError {
  if (holder === null) {
    return new GovError('conflict', `watch is running already, as far as ${file.place} can tell`, {
      hint: 'wait a minute, then run it again',
    });
  }
  const { pid, host, since } = holder;
  return new GovError(
    'conflict',
    `watch is running already: process ${pid} on ${host}, since ${since} (${file.place})`,
    { hint: host === hostname() ? `stop it first: kill ${pid}` : `stop it on ${host} first` },
  );
}

/** The boot and the namespace that process numbers are of; null where the system does not tell. */
function scopeOfPids(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/**
 * By proc_pid_stat(5): its state and, field 22, when it began. One that was killed and not yet waited for is dead. Null
 * where the system does not tell.
 */
function processState(pid: number): { readonly begun: string; readonly isDead: boolean } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state, begun] = [fields[0], fields[19]];
    return begun === undefined ? null : { begun, isDead: state === 'Z' || state === 'X' };
  } catch {
    return null;
  }
}
