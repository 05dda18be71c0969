/**
 * Makes file-system calls of a program fail, fall short or be its last, without the program knowing. Loaded before it:
 *
 *     FS_FAULT=EIO FS_FAULT_AT=7 FS_FAULT_UNDER=/tmp/x node --import ./test/store/fs-fault-preload.mjs program.mjs
 *
 * or imported by a test, which then calls `armFaults` and `disarmFaults` itself. Covers the synchronous, callback and
 * promise API of `node:fs` and the methods of FileHandle; what native code does by itself (DuckDB) is out of reach.
 *
 * FS_FAULT         what happens to a call:
 *                    EIO, ENOSPC, ...   it does nothing and fails with this code
 *                    late-EEXIST, ...   it does its work and then fails with this code (a reply lost on a network)
 *                    short              a write takes only half of its bytes; other calls are left alone
 *                    kill               it does its work, or fails by itself, then the process is killed with SIGKILL
 * FS_FAULT_AT      which call: 1 is the first one that is counted; none without it
 * FS_FAULT_REPEAT  1: every later call as well
 * FS_FAULT_UNDER   count only calls on this path and inside it (also through descriptors opened there)
 * FS_FAULT_ONLY    count only these calls, by name and comma-separated: link,rename,sync
 * FS_FAULT_REFUSE  these calls always fail with EPERM and are not counted: link
 * FS_FAULT_TRACE   write the names of the counted calls to this file when the program ends, one a line
 *
 * Names are those of `node:fs` without `Sync`; those of FileHandle methods stand as they are (`sync`, not `fsync`).
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';

const CALLS =
  'open close read write fsync fdatasync fstat stat lstat access readFile writeFile appendFile readdir opendir mkdir ' +
  'link symlink readlink realpath rename unlink rm rmdir chmod fchmod chown fchown utimes copyFile truncate ftruncate';
const HANDLE_CALLS =
  'read write writev sync datasync stat chmod chown utimes truncate readFile writeFile appendFile';

const pathOfDescriptor = new Map();
let armed;
let trace = [];

/**
 * @param {{ fault: string, at: number, repeat?: boolean, under: string, only?: string[], refuse?: string[] }} options
 */
export function armFaults(options) {
  armed = { repeat: false, only: [], refuse: [], ...options, under: resolve(options.under) };
  trace = [];
}

/** Ends it and returns the names of the calls that were counted, in their order. */
export function disarmFaults() {
  armed = undefined;
  return trace;
}

/** What is to happen to this call: undefined, or an object with at least one of `code`, `late`, `short`, `kill`. */
function judge(name, subjects) {
  if (armed === undefined || !subjects.some(isUnder)) return undefined;
  if (armed.refuse.includes(name)) return { code: 'EPERM' };
  if (armed.only.length > 0 && !armed.only.includes(name)) return undefined;
  trace.push(name);
  if (trace.length !== armed.at && !(armed.repeat && trace.length > armed.at)) return undefined;
  const { fault } = armed;
  if (fault === 'kill') return { kill: true };
  if (fault === 'short') return { short: name === 'write' };
  if (fault.startsWith('late-')) return { late: fault.slice('late-'.length) };
  // A failed close has closed its file all the same.
  return name === 'close' ? { late: fault } : { code: fault };
}

function isUnder(subject) {
  const path = typeof subject === 'number' ? pathOfDescriptor.get(subject) : subject;
  if (path === undefined) return false;
  const absolute = resolve(path instanceof URL ? path.pathname : String(path));
  return absolute === armed.under || absolute.startsWith(armed.under + sep);
}

function subjectsOf(name, args) {
  return name === 'link' || name === 'rename' || name === 'copyFile' ? args.slice(0, 2) : args.slice(0, 1);
}

function failure(code, name) {
  return Object.assign(new Error(`${code}: injected fault, ${name}`), { code, errno: -1, syscall: name });
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

/** The arguments of a write that takes half: `from` is where the buffer stands among them. */
function halve(args, from) {
  const [buffer, offset = 0, length = buffer.byteLength - offset, position = null] = args.slice(from);
  if (!ArrayBuffer.isView(buffer) || typeof offset !== 'number') return args;
  return [...args.slice(0, from), buffer, offset, Math.ceil(length / 2), position];
}

function remember(name, args, result) {
  if (name === 'close') pathOfDescriptor.delete(args[0]);
  if (name !== 'open') return;
  pathOfDescriptor.set(typeof result === 'number' ? result : result.fd, String(args[0]));
  // A FileHandle has a `close` of its own, all else from its prototype.
  if (typeof result !== 'number') patchHandle(result, 'close');
}

function patch(target, key, makeWrapper) {
  const original = target[key];
  const wrapper = makeWrapper(original);
  const { prototype: _, ...properties } = Object.getOwnPropertyDescriptors(original);
  Object.defineProperties(wrapper, properties);
  target[key] = wrapper;
}

function patchSync(name) {
  patch(fs, `${name}Sync`, (original) => (...args) => {
    const verdict = judge(name, subjectsOf(name, args));
    if (verdict?.code !== undefined) throw failure(verdict.code, name);
    try {
      const result = original(...(verdict?.short ? halve(args, 1) : args));
      remember(name, args, result);
      if (verdict?.late !== undefined) throw failure(verdict.late, name);
      return result;
    } finally {
      if (verdict?.kill) die();
    }
  });
}

function patchCallback(name) {
  patch(fs, name, (original) => (...args) => {
    const callback = args.at(-1);
    if (typeof callback !== 'function') return original(...args);
    const verdict = judge(name, subjectsOf(name, args));
    if (verdict?.code !== undefined) return process.nextTick(callback, failure(verdict.code, name));
    const real = args.slice(0, -1);
    return original(...(verdict?.short ? halve(real, 1) : real), (error, ...results) => {
      if (!error) remember(name, args, results[0]);
      if (verdict?.kill) die();
      callback(verdict?.late === undefined ? error : failure(verdict.late, name), ...results);
    });
  });
}

async function callPromised(name, subjects, act) {
  const verdict = judge(name, subjects);
  if (verdict?.code !== undefined) throw failure(verdict.code, name);
  try {
    const result = await act(verdict);
    remember(name, subjects, result);
    if (verdict?.late !== undefined) throw failure(verdict.late, name);
    return result;
  } finally {
    if (verdict?.kill) die();
  }
}

function patchPromised(name) {
  patch(fs.promises, name, (original) => (...args) => {
    return callPromised(name, subjectsOf(name, args), () => original(...args));
  });
}

function patchHandle(target, name) {
  patch(
    target,
    name,
    (original) =>
      function (...args) {
        return callPromised(name, [this.fd], (verdict) =>
          original.apply(this, verdict?.short ? halve(args, 0) : args),
        );
      },
  );
}

const probe = await fs.promises.open(import.meta.filename);
const fileHandle = Object.getPrototypeOf(probe);
await probe.close();

for (const name of CALLS.split(' ')) {
  patchSync(name);
  patchCallback(name);
  if (name in fs.promises) patchPromised(name);
}
for (const name of HANDLE_CALLS.split(' ')) patchHandle(fileHandle, name);
syncBuiltinESMExports();

const { FS_FAULT, FS_FAULT_TRACE, FS_FAULT_AT, FS_FAULT_REPEAT, ...env } = process.env;
if (FS_FAULT !== undefined || FS_FAULT_TRACE !== undefined) {
  armFaults({
    fault: FS_FAULT ?? 'short',
    at: Number(FS_FAULT_AT ?? Number.POSITIVE_INFINITY),
    repeat: FS_FAULT_REPEAT === '1',
    under: env.FS_FAULT_UNDER ?? '/',
    only: env.FS_FAULT_ONLY?.split(',') ?? [],
    refuse: env.FS_FAULT_REFUSE?.split(',') ?? [],
  });
}
if (FS_FAULT_TRACE !== undefined) {
  process.on('exit', () => fs.writeFileSync(FS_FAULT_TRACE, disarmFaults().join('\n')));
}
