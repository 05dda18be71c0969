import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandHook } from '../../../src/adapters/watch/command-hook.js';
import { useTemporaryFolder } from '../temporary-folder.js';

const inFolder = useTemporaryFolder();
const node = process.execPath;

function hook(command: readonly string[], input = '{}') {
  const env = { PATH: process.env.PATH, HOME: '/home/ada', TZ: undefined, SLACK_ADDRESS: 'a secret' };
  return runCommandHook(command, input, { cwd: inFolder('.'), env });
}

const failed = (reason: unknown) => ({ kind: 'failed', reason, retryAfterMs: null });

describe('a command hook', () => {
  it('gets what is told on its standard input, as a line', async () => {
    expect(await hook(['tee', 'heard'], '{"title":"über"}')).toEqual({ kind: 'delivered' });
    expect(readFileSync(inFolder('heard'), 'utf8')).toBe('{"title":"über"}\n');
  });

  it('runs without a shell: arguments are text', async () => {
    const args = ['$(id)', '; touch evil', '*', '`id`', '$HOME'];
    const script = 'require("fs").writeFileSync("args", JSON.stringify(process.argv.slice(1)))';
    expect(await hook([node, '-e', script, '--', ...args])).toEqual({ kind: 'delivered' });
    expect(JSON.parse(readFileSync(inFolder('args'), 'utf8'))).toEqual(args);
  });

  it('knows none of the secrets of other sinks', async () => {
    const script = 'require("fs").writeFileSync("env", JSON.stringify(process.env))';
    await hook([node, '-e', script]);
    expect(JSON.parse(readFileSync(inFolder('env'), 'utf8'))).toEqual({
      PATH: process.env.PATH,
      HOME: '/home/ada',
    });
  });

  it('that fails says how, with the last that it said', async () => {
    expect(await hook(['sh', '-c', 'echo first; echo the disk is full >&2; exit 3'])).toEqual(
      failed('sh ended with exit code 3: first the disk is full'),
    );
    expect(await hook(['sh', '-c', 'kill -TERM $$'])).toEqual(failed('sh ended with SIGTERM'));
    const flood = await hook(['sh', '-c', 'yes no | head -n 100000; exit 1']);
    expect(JSON.stringify(flood).length).toBeLessThan(700);
  });

  it('that cannot be started is a reason', async () => {
    expect(await hook(['no-such-program'])).toEqual(failed('cannot start no-such-program: ENOENT'));
    expect(await hook([inFolder('.')])).toEqual(failed(expect.stringMatching(/^cannot start .*: EACCES$/)));
    expect(await hook([''])).toEqual(failed(expect.stringMatching(/^cannot start /)));
    expect(await hook(['echo', 'a\0b'])).toEqual(failed(expect.stringMatching(/^cannot start echo: /)));
    const args = Array.from({ length: 40 }, () => 'x'.repeat(100_000));
    expect(await hook(['echo', ...args])).toEqual(failed('cannot start echo: E2BIG'));
  });

  it('need not read what it gets', async () => {
    expect(await hook(['true'], 'x'.repeat(1_000_000))).toEqual({ kind: 'delivered' });
    expect(await hook(['false'], 'x'.repeat(1_000_000))).toEqual(failed('false ended with exit code 1'));
  });

  it('may leave something running that nobody waits for', async () => {
    const startedAt = Date.now();
    const script = `sleep 20 & echo $! > ${path.basename(inFolder('pid'))}`;
    expect(await hook(['sh', '-c', script])).toEqual({ kind: 'delivered' });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    process.kill(Number(readFileSync(inFolder('pid'), 'utf8')));
  });
});
