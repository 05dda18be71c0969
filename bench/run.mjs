// npm run bench [-- name ...]: prints ratios measured in this run. Exits 1 when a target is missed.
import { benchDriftCheck } from './drift-check.mjs';
import { benchFalseAlarms } from './false-alarms.mjs';
import { benchHashing } from './hashing.mjs';
import { benchIngest } from './ingest.mjs';
import { skipped } from './measure.mjs';
import { benchPeeking } from './peeking.mjs';
import { benchRegistrySize } from './registry-size.mjs';
import { benchRoute } from './route.mjs';
import { benchScale } from './scale.mjs';
import { benchStartup } from './startup.mjs';
import { benchWatchSoak } from './watch-soak.mjs';

const BENCHES = {
  startup: benchStartup,
  registry: benchRegistrySize,
  hashing: benchHashing,
  ingest: benchIngest,
  'drift-check': benchDriftCheck,
  peeking: benchPeeking,
  route: benchRoute,
  scale: benchScale,
  'false-alarms': benchFalseAlarms,
  'watch-soak': benchWatchSoak,
};

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!Object.hasOwn(BENCHES, name))
    throw new Error(`no benchmark "${name}": one of ${Object.keys(BENCHES).join(', ')}`);
}
let failed = 0;
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  if (!(await bench())) failed++;
}
if (skipped.length > 0) console.log(`\nnot measured: ${skipped.join(', ')}`);
process.exitCode = failed === 0 ? 0 : 1;
