import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run, runShell } from '../cli/shell.js';
import { waitUntil } from './wait-until.js';
import { WatchProcess } from './watch-process.js';

const PYTHON = process.env.PYTHON ?? 'python3';

/** A service manager: prints each datagram that it gets, a line each, with its lines joined by spaces. */
const MANAGER = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True:
    data, ancillary, *_ = s.recvmsg(4096, socket.CMSG_SPACE(4 * 64))
    # A barrier is a descriptor that is closed once everything before it has been heard.
    for _, _, fds in ancillary:
        import array, os
        a = array.array("i"); a.frombytes(fds)
        for fd in a: os.close(fd)
    print(" ".join(data.decode().split("\\n")), flush=True)
`;

const works = (command: string, args: readonly string[]) =>
  run(command, args, { cwd: '.', env: process.env }).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );

describe('a service manager', () => {
  it('hears of readiness, the watchdog, a new configuration and the end, in this order', async (context) => {
    if (!(await works('systemd-notify', ['--version'])))
      context.skip('not checked: there is no systemd-notify here');
    if (!(await works(PYTHON, ['--version']))) context.skip('not checked: there is no python3 here');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-manager-'));
    const socket = path.join(folder, 'notify');
    const manager = spawn(PYTHON, ['-c', MANAGER, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = '';
    manager.stdout.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    try {
      await waitUntil('a manager', async () => heard.includes('listening'));
      await runShell('dharma-gov init --no-input', folder);
      const watch = new WatchProcess(folder, [], { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '1000000' });
      await waitUntil('readiness', async () => heard.includes('READY=1') && heard.includes('WATCHDOG=1'));
      watch.signal('SIGHUP');
      await waitUntil('a new configuration', async () => /RELOADING=1[\s\S]*READY=1/.test(heard));
      await sleep(200);
      expect((await watch.end('SIGTERM')).exitCode).toBe(0);
      await waitUntil('the end', async () => heard.includes('STOPPING=1'));
      const words = [...heard.matchAll(/READY=1|WATCHDOG=1|RELOADING=1|STOPPING=1/g)].map(([word]) => word);
      const order = words.filter((word) => word !== 'WATCHDOG=1');
      expect(order).toEqual(['READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1']);
      expect(heard).toContain(`MAINPID=${watch.pid}`);
    } finally {
      manager.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
