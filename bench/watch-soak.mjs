// Whether `watch` takes more and more the longer it runs: 10,000 ticks of its loop, about a day and a half by its clock.
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTemporaryFolder, PROGRAM, reportLimit, reportSkipped } from './measure.mjs';
import { bundleSimulation } from './simulation.mjs';

const TICKS = 10_000;
const RSS_LIMIT_MB = 20;

export function benchWatchSoak() {
  if (process.platform !== 'linux') {
    reportSkipped({ name: 'watch soak', reason: 'open files are counted in /proc, which only Linux has' });
    return true;
  }
  return inTemporaryFolder(async (folder) => {
    const { first, later, ticks, hours, jobs, processes, failures } = await soak(folder, TICKS);
    const mb = later.map(({ rssMb }) => rssMb);
    const growthMb = Math.max(...mb) - first.rssMb;
    const descriptors = later.map((sample) => sample.descriptors);
    console.log(
      `      ${ticks} ticks, ${hours} hours by its clock: ${jobs} jobs, ${processes} of them as processes, ${failures} failed\n` +
        `      RSS at the start ${Math.round(first.rssMb)} MB, at the end ${Math.round(mb.at(-1))} MB, at most ${Math.round(Math.max(...mb))} MB; ` +
        `open files ${first.descriptors} at the start, ${descriptors.at(-1)} at the end`,
    );
    return [
      reportLimit({ name: 'growth of memory', value: growthMb, limit: RSS_LIMIT_MB, unit: 'MB' }),
      reportLimit({
        name: 'growth of open files',
        value: Math.max(...descriptors) - first.descriptors,
        limit: 0,
        unit: 'files',
      }),
      reportLimit({ name: 'jobs that failed', value: failures, limit: 0, unit: 'jobs' }),
    ].every(Boolean);
  });
}

/** Runs the loop for so many ticks on a small registry, in a process of its own, and returns what that took. */
export async function soak(folder, ticks) {
  const script = await bundleSimulation(folder, 'watch-soak/soak.ts');
  makeProject(folder);
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, PROGRAM, String(ticks)], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the soak ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

function makeProject(folder) {
  const run = (...args) => execFileSync(process.execPath, [PROGRAM, ...args], { cwd: folder });
  run('init', '--no-input');
  for (const model of ['churn', 'fraud']) {
    writeFileSync(path.join(folder, `models/${model}.bin`), model);
    run('register', model, '--artifact', `models/${model}.bin`);
    run('promote', `${model}@1.0.0`, '--to', 'staging');
    run('promote', `${model}@1.0.0`, '--to', 'production', '--yes');
  }
}
