// The loop of `watch` with a clock that jumps to the next tick, everything else as it is: registry, state, outbox, log,
// figures, and jobs in processes of their own. Prints what it took, as JSON.
//
//     node soak.mjs <program> <ticks>      in the folder of a project
import { createWriteStream, readdirSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { inside } from '../../src/adapters/location.js';
import { openSession } from '../../src/cli/session.js';
import { createEventLog } from '../../src/cli/watch/event-log.js';
import { loopPorts, openGovernance } from '../../src/cli/watch/run-watch.js';
import type { Health } from '../../src/governance/watch/health.js';
import { jobReport } from '../../src/governance/watch/job-report.js';
import type { WatchObserver } from '../../src/watch/event.js';
import { WatchLoop } from '../../src/watch/loop.js';
import { samplesOf } from '../../src/watch/metrics.js';
import type { LoopPorts } from '../../src/watch/ports.js';
import { NOTHING_YET, type WatchState } from '../../src/watch/tick.js';
import { watchFolder } from '../../src/watch-context.js';

const [, , program = '', tickCount = ''] = process.argv;
const TICKS = Number(tickCount);

/** Caches fill, functions are compiled: what is taken until then stays. */
const WARM_UP_TICKS = TICKS / 10;
const SAMPLE_TICKS = Math.max(1, TICKS / 100);

/** Deliveries come every minute: the others of them end at once, without a process. */
const REAL_DELIVERIES = 1 / 8;

interface Sample {
  readonly rssMb: number;
  readonly descriptors: number;
}

const samples: Sample[] = [];
const counts = { ticks: 0, jobs: 0, processes: 0, failures: 0 };
let nowMs = Date.parse('2026-03-02T00:00:00Z');
let working = 0;
let lastSampleAt = 0;

// As bin/dharma-gov.js does. On the command line of Node it would be without effect.
setFlagsFromString('--semi-space-growth-factor=1');
process.argv[1] = program;
const session = await openSession(
  {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
  },
  { color: false, input: false },
);
const log = createWriteStream('/dev/null');
const request = {
  forever: true,
  only: null,
  autoRollback: true,
  dryRun: false,
  actor: 'soak',
  metricsUrl: null,
  readConfig: async () => session.settings.config,
  observers: [createEventLog((line) => log.write(line)), createFigures(), createCounter()],
};
const governance = { ...openGovernance(session, request), now: () => new Date(nowMs).toISOString() };
const folder = watchFolder({ registryFolder: session.registryFolder, place: governance.place });
const real = loopPorts(session, request, governance, folder);
const ports: LoopPorts = { ...real, sleep, runner: { start: startJob } };
const loop = new WatchLoop(
  ports,
  {
    forever: true,
    only: null,
    metricsUrl: null,
    place: inside(folder, 'state.json').place,
    pid: process.pid,
  },
  request.observers,
);
await loop.run();
log.end();
const [first, ...later] = samples;
process.stdout.write(`${JSON.stringify({ ...counts, hours: hoursSince(), first, later })}\n`);

function hoursSince(): number {
  return Math.round((nowMs - Date.parse('2026-03-02T00:00:00Z')) / 3_600_000);
}

/** To the instant at once where nothing runs; else until a job ends, by which the clock does not move. */
async function sleep(until: string, wake: AbortSignal): Promise<void> {
  if (working === 0) {
    if (!wake.aborted) nowMs = Math.max(nowMs, Date.parse(until));
    await turn();
    return;
  }
  if (wake.aborted) return;
  await new Promise((resolve) => wake.addEventListener('abort', resolve, { once: true }));
}

function startJob(...[unit, config]: Parameters<LoopPorts['runner']['start']>) {
  counts.jobs++;
  if (unit.job === 'deliver' && governance.random() > REAL_DELIVERIES) {
    return { ended: Promise.resolve(jobReport('idle', 'nothing to send')), kill: () => {} };
  }
  counts.processes++;
  working++;
  const job = real.runner.start(unit, config);
  void job.ended.then(({ outcome }) => {
    working--;
    if (outcome === 'failed') counts.failures++;
  });
  return job;
}

/** Computes all figures at each tick, as often as nobody ever asks for them. */
function createFigures(): WatchObserver {
  let health: Health | null = null;
  let state: WatchState = NOTHING_YET;
  return {
    health: (next) => {
      health = next;
    },
    ticked: (next) => {
      state = next;
      samplesOf({ health, state }, 'soak');
    },
  };
}

function createCounter(): WatchObserver {
  return {
    ticked: () => {
      counts.ticks++;
      // Pipes to a job are no leak.
      const due = counts.ticks - lastSampleAt >= SAMPLE_TICKS && working === 0;
      if (counts.ticks >= WARM_UP_TICKS && due) {
        lastSampleAt = counts.ticks;
        samples.push({
          rssMb: process.memoryUsage.rss() / 2 ** 20,
          descriptors: readdirSync('/proc/self/fd').length,
        });
      }
      if (counts.ticks >= TICKS) loop.stop('the end');
    },
  };
}
