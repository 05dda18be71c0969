// How often drift-check raises an alarm over data in which nothing changed, and whether it finds what did; beside it
// what other tools say of the same rows.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { inTemporaryFolder } from './measure.mjs';
import { bundleSimulation } from './simulation.mjs';

const RUNS = 1000;
const PERFORMANCE_RUNS = 4000;
const WIDTHS = [1, 10, 50];
const CALM = [50, 200, 1000, 10_000];
const SHIFTED = 1000;
const MOST_FALSE = 0.05;
const LEAST_FOUND = 0.99;
/** Runs that a worker does before it reports. */
const BATCH = 20;

export function benchFalseAlarms() {
  return inTemporaryFolder(async (folder) => {
    const script = await bundleSimulation(folder, 'false-alarms/simulation.ts');
    const workers = Array.from({ length: Math.min(2, availableParallelism()) }, () => new Worker(script));
    try {
      return await printCells(workers);
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  });
}

async function printCells(workers) {
  const results = [];
  console.log(`      share of ${RUNS} runs in which any feature is said to drift while none does, rows being those of
      the reference and of the window; scipy: any p below 5 % of ks_2samp or chi2_contingency; Evidently: any column
      by the default tests of 0.7.23. Their rules are written out in bench/false-alarms/rivals.ts.`);
  for (const rows of CALM) results.push(...(await printFalseDrift(workers, rows)));
  console.log('      share of runs in which a shift of 0.5 s.d. in one feature is found in that feature');
  results.push(...(await printFoundDrift(workers)));
  console.log(`      share of ${PERFORMANCE_RUNS} runs in which each rule of performance fires while nothing changes; beside it those in
      which some rule fires, and those in which some limit is reached, by chance`);
  for (const rows of CALM) results.push(await printFalseRules(workers, rows));
  return results.every(Boolean);
}

async function printFalseDrift(workers, rows) {
  const target = { holds: (share) => share <= MOST_FALSE, words: 'at most 5 %' };
  const tallies = await simulateDrift(workers, rows, false);
  return tallies.map((tally, i) => printDrift(`${rows} rows, ${features(WIDTHS[i])}`, tally, target));
}

async function printFoundDrift(workers) {
  const target = { holds: (share) => share >= LEAST_FOUND, words: 'at least 99 %' };
  const tallies = await simulateDrift(workers, SHIFTED, true);
  return tallies.map((tally, i) =>
    printDrift(`${SHIFTED} rows, one of ${features(WIDTHS[i])}`, tally, target),
  );
}

function simulateDrift(workers, rows, shifted) {
  return simulate(workers, { subject: 'drift', rows, widths: WIDTHS, shifted }, RUNS);
}

function printDrift(name, { alarms, unknown, scipy, evidently }, { holds, words }) {
  const [ours, tooFew, theirs, evidentlys] = [alarms, unknown, scipy, evidently].map((runs) =>
    percent(runs / RUNS),
  );
  const ok = holds(alarms / RUNS);
  const few = unknown > 0 ? `; too few rows to say: ${tooFew}` : '';
  console.log(`${mark(ok)}  ${name}: ${ours} (${words}${few}; scipy ${theirs}, Evidently ${evidentlys})`);
  return ok;
}

async function printFalseRules(workers, rows) {
  const [tally] = await simulate(workers, { subject: 'performance', rows }, PERFORMANCE_RUNS);
  const { any, reached, ...rules } = tally;
  const shares = Object.entries(rules).map(([rule, runs]) => [rule, runs / PERFORMANCE_RUNS]);
  const ok = shares.every(([, share]) => share <= MOST_FALSE);
  const said = shares.map(([rule, share]) => `${rule} ${percent(share)}`).join(', ');
  const [some, limits] = [any, reached].map((runs) => percent(runs / PERFORMANCE_RUNS));
  console.log(
    `${mark(ok)}  ${rows} requests: ${said} (each at most 5 %; some rule ${some}, limits alone ${limits})`,
  );
  return ok;
}

function mark(ok) {
  return ok ? 'ok  ' : 'FAIL';
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function features(count) {
  return count === 1 ? '1 feature' : `${count} features`;
}

/** Tallies of all runs, added up over workers that each take the next batch when they are done. */
async function simulate(workers, task, runs) {
  const totals = [];
  let next = 0;
  const work = async (worker) => {
    while (next < runs) {
      const from = next;
      next = Math.min(runs, from + BATCH);
      const tallies = await ask(worker, { ...task, from, to: next });
      for (const [i, tally] of tallies.entries()) totals[i] = addUp(totals[i] ?? {}, tally);
    }
  };
  await Promise.all(workers.map(work));
  return totals;
}

function addUp(total, tally) {
  return Object.fromEntries(Object.entries(tally).map(([key, runs]) => [key, (total[key] ?? 0) + runs]));
}

function ask(worker, task) {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.postMessage(task);
  });
}
