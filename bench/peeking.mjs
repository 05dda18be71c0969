// How often a test between equal versions ends in a winner or a loser when it is looked at 50 times, beside a plain z
// test; and at a real difference, how often it finds it and how much earlier it ends.
import { Worker } from 'node:worker_threads';
import { inTemporaryFolder } from './measure.mjs';
import { bundleSimulation } from './simulation.mjs';

const RUNS = 2000;
const EQUAL = { runs: RUNS, looks: 50, unitsPerLook: 200, plannedLooks: 25, split: 0.5 };
/** The default split of a test, and a careful step of a canary: few units against many. */
const SMALL = { ...EQUAL, split: 0.1, kind: 'share' };
const STEP = { ...SMALL, unitsPerLook: 1000, split: 0.02 };
/** 25 looks of 200 units are the 5,000 that a test is planned for by default. */
const SCENARIOS = [
  { name: 'equal accuracy of 0.83', ...EQUAL, kind: 'share', control: 0.83, candidate: 0.83 },
  { name: 'equal conversion of 0.05', ...EQUAL, kind: 'share', control: 0.05, candidate: 0.05 },
  { name: 'equal lognormal latency', ...EQUAL, kind: 'latency', control: 0.2, candidate: 0.2 },
  { name: 'equal conversion of 0.005', ...EQUAL, kind: 'share', control: 0.005, candidate: 0.005 },
  { name: 'equal conversion of 0.02, 10 % in the candidate', ...SMALL, control: 0.02, candidate: 0.02 },
  { name: 'equal accuracy of 0.98, 10 % in the candidate', ...SMALL, control: 0.98, candidate: 0.98 },
  { name: 'equal accuracy of 0.995, 10 % in the candidate', ...SMALL, control: 0.995, candidate: 0.995 },
  { name: 'equal error rate of 0.01, 2 % in the candidate', ...STEP, control: 0.01, candidate: 0.01 },
  { name: 'equal error rate of 0.05, 2 % in the candidate', ...STEP, control: 0.05, candidate: 0.05 },
  { name: 'equal latency, 10 % in the candidate', ...SMALL, kind: 'latency', control: 0.2, candidate: 0.2 },
  { name: 'equal latency, 2 % in the candidate', ...STEP, kind: 'latency', control: 0.2, candidate: 0.2 },
  { name: 'accuracy 0.83 against 0.86', ...EQUAL, looks: 100, kind: 'share', control: 0.83, candidate: 0.86 },
  { name: 'accuracy 0.83 against 0.90', ...EQUAL, looks: 100, kind: 'share', control: 0.83, candidate: 0.9 },
  { name: 'conversion 0.04 against 0.02 (10 %)', ...SMALL, looks: 100, control: 0.04, candidate: 0.02 },
  { name: 'error rate 0.01 against 0.05 (2 %)', ...STEP, looks: 100, control: 0.01, candidate: 0.05 },
];
const MOST_FALSE = 0.05;

export function benchPeeking() {
  return inTemporaryFolder(async (folder) => {
    const script = await bundleSimulation(folder, 'peeking/simulation.ts');
    console.log(
      `      ${RUNS} runs each, looked at after every 200 units (canary: 1,000), planned for 25 looks`,
    );
    let held = true;
    // All at once: what is measured are shares, not times.
    const tallies = await Promise.all(
      SCENARIOS.map((scenario, index) => simulate(script, { seed: index + 1, ...scenario })),
    );
    for (const [index, scenario] of SCENARIOS.entries()) {
      const tally = tallies[index];
      const isEqual = scenario.control === scenario.candidate;
      if (!(isEqual ? printEqual(scenario, tally) : printDifferent(scenario, tally))) held = false;
    }
    return held;
  });
}

function printEqual({ name, looks }, { runs, ended, plainAnyLook }) {
  const share = ended / runs;
  const holds = share <= MOST_FALSE;
  console.log(
    `${holds ? 'ok  ' : 'FAIL'}  ${name}, ${looks} looks: ${percent(share)} end in a winner or a loser (at most 5 %); a plain z test: ${percent(plainAnyLook / runs)}`,
  );
  return holds;
}

/** No target: what always looking costs against looking once. */
function printDifferent({ name }, { runs, ended, endedByPlan, unitsToEnd, plainAtPlan }) {
  console.log(
    `      ${name}: found by 25 looks in ${percent(endedByPlan / runs)}, by 100 in ${percent(ended / runs)}, after ${Math.round(unitsToEnd)} units on average; a z test looked at once, after 25: ${percent(plainAtPlan / runs)}`,
  );
  return true;
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function simulate(script, workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
