// Python environments for the tools that drift-check is measured against: made from the requirement files beside this
// one when first needed, and kept for the next run.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const CACHE = process.env.BENCH_CACHE ?? path.join(os.tmpdir(), 'dharma-gov-bench-cache');
const PYTHON = process.env.PYTHON ?? 'python3';

/**
 * @param name of a requirement file in this folder
 * @returns the interpreter of its environment, or why there is none
 */
export function openEnvironment(name) {
  const requirements = path.join(import.meta.dirname, `${name}.txt`);
  const id = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = path.join(CACHE, `${name}-${id}`);
  const python = path.join(folder, 'bin/python');
  // Written last: an installation that was interrupted does not count.
  const ready = path.join(folder, 'ready');
  if (existsSync(ready)) return { python };
  console.log(`      installing ${name} into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  const steps = [
    [PYTHON, '-m', 'venv', folder],
    [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
  ];
  for (const [command, ...args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) {
      const said = error?.message ?? stderr.trim().split('\n').at(-1);
      return { problem: `${name} cannot be installed; is there a network? (${said})` };
    }
  }
  writeFileSync(ready, '');
  return { python };
}
