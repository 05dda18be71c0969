import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { link, mkdir, open, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GovError } from '../../core/errors.js';
import { fileError, isMissing, systemCode } from '../file-errors.js';
import type { Location } from '../location.js';
import { readTextIfPresent } from '../text-file.js';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Within which `pid` means anything: the boot of the machine, and the namespace of a container. */
  readonly scope: string | null;
  /** When the process began, in ticks of the machine: a number that is given out again is another process. */
  readonly begun: string | null;
  readonly since: string;
  /** Random: tells two holders apart whatever else they share. */
  readonly id: string;
}

const HEARTBEAT_MS = 10_000;

/** Of a holder that cannot be asked whether it lives: on another machine, in another container. */
const STALE_MS = 60_000;

export interface HeldLock {
  release(): Promise<void>;
}

/**
 * Takes a lock that one process holds at a time, whatever is killed when.
 * @throws GovError conflict naming who holds it.
 */
export async function acquireLock(file: Location, now: () => Date): Promise<HeldLock> {
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    scope: scopeOfPids(),
    begun: beginOf(process.pid),
    since: now().toISOString(),
    id: randomBytes(8).toString('hex'),
  };
  try {
    await mkdir(dirname(file.path), { recursive: true });
    // Each turn either takes it, meets a living holder, or removes a dead one's; somebody else may be quicker each time.
    for (let turn = 0; turn < 100; turn++) {
      if (await place(file, own)) return hold(file, own);
      const holder = readHolder(file);
      if (holder === undefined) continue;
      if (await lives(file, holder)) throw heldBy(file, holder);
      await removeOf(file, holder);
    }
  } catch (error) {
    throw fileError(error, 'lock', file.place);
  }
  throw new GovError('conflict', `${file.place}: others take it again and again`, { hint: 'run it again' });
}

/** All at once: a lock that is there is whole. */
async function place(file: Location, own: Holder): Promise<boolean> {
  const temporary = `${file.path}.${own.pid}-${own.id}.tmp`;
  const handle = await open(temporary, 'wx', 0o644);
  try {
    await handle.writeFile(`${JSON.stringify(own)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(temporary, file.path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

function readHolder(file: Location): Partial<Holder> | undefined {
  const text = readTextIfPresent(file);
  if (text === undefined) return undefined;
  try {
    const json = JSON.parse(text) as unknown;
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    // Not of this program, or of a file system that lost the end of it: only its age can tell.
    return {};
  }
}

async function lives(file: Location, { pid, scope, begun }: Partial<Holder>): Promise<boolean> {
  if (pid !== undefined && scope !== undefined && scope !== null && scope === scopeOfPids()) {
    return isRunning(pid) && begun === beginOf(pid);
  }
  try {
    return Date.now() - (await stat(file.path)).mtimeMs < STALE_MS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
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
async function removeOf(file: Location, holder: Partial<Holder>): Promise<void> {
  const permit = `${file.path}.${holder.id ?? 'unknown'}.stale`;
  try {
    await (await open(permit, 'wx', 0o644)).close();
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    await removeOldPermit(permit);
    await sleep(20 + Math.random() * 30);
    return;
  }
  try {
    const present = readHolder(file);
    if (present !== undefined && present.id === holder.id) await unlink(file.path);
  } finally {
    await unlink(permit).catch(() => undefined);
  }
}

async function removeOldPermit(permit: string): Promise<void> {
  const stats = await stat(permit).catch(() => undefined);
  if (stats !== undefined && Date.now() - stats.mtimeMs > REMOVAL_MS)
    await unlink(permit).catch(() => undefined);
}

function hold(file: Location, own: Holder): HeldLock {
  const isOurs = () => readHolder(file)?.id === own.id;
  const beat = setInterval(() => {
    const at = new Date();
    utimes(file.path, at, at).catch(() => undefined);
  }, HEARTBEAT_MS).unref();
  return {
    release: async () => {
      clearInterval(beat);
      if (isOurs()) await unlink(file.path).catch(() => undefined);
    },
  };
}

function heldBy(file: Location, { pid, host, since }: Partial<Holder>): GovError {
  const who = pid === undefined ? 'another process' : `process ${pid} on ${host}`;
  return new GovError(
    'conflict',
    `watch is running already: ${who}${since === undefined ? '' : `, since ${since}`} (${file.place})`,
    { hint: pid === undefined ? 'wait a minute, then run it again' : `stop it first: kill ${pid}` },
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

/** Field 22 of /proc/<pid>/stat; the name in parentheses before it may hold anything. */
function beginOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
