// The long form of the kill loop, on a real disk: node test/store/kill-loop.mjs --kills 1000
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '1000' } } });
const folder = mkdtempSync(join(tmpdir(), 'dharma-gov-kill-loop-'));
const worker = await bundle('worker', folder);
const { runKillLoop } = await import(await bundle('kill-loop', folder));

const report = await runKillLoop({ worker, folder, kills: Number(values.kills) }, (total) =>
  process.stdout.write(`${JSON.stringify({ ...total, problems: total.problems.length })}\n`),
);
if (report.problems.length === 0) {
  rmSync(folder, { recursive: true });
} else {
  process.stdout.write(`${report.problems.join('\n')}\nkept: ${folder}\n`);
  process.exitCode = 1;
}
