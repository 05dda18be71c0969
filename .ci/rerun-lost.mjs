// rerun-lost.mjs RESULTS: runs test files once more whose process died without an answer, which the native library of DuckDB
// makes happen now and then ("malloc(): unaligned tcache chunk detected"). A test that failed is never run again.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const { numFailedTests, testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const isAnswered = ({ status, assertionResults }) =>
  status === 'passed' && assertionResults.every((test) => test.status !== 'pending');
const answered = new Set(testResults.filter(isAnswered).map(({ name }) => path.relative('.', name)));
const lost = readdirSync('test', { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => path.join('test', file))
  .filter((file) => !answered.has(file));
// More than a few are no accident.
if (numFailedTests > 0 || lost.length === 0 || lost.length > 3) process.exit(1);
process.stdout.write(`\n== the process of ${lost.join(', ')} died without an answer: once more\n`);
process.exitCode = spawnSync('npx', ['vitest', 'run', ...lost], { stdio: 'inherit' }).status ?? 1;
