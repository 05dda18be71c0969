import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeExampleProject } from '../cli/example-project.js';
import { runShell } from '../cli/shell.js';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const FOLDER = path.resolve('schemas');
const schemas = readdirSync(FOLDER).map((file) => ({
  file,
  schema: JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { readonly [name: string]: Json },
}));

const open = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
/** The same without room for fields that nobody has described. */
const closed = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));
for (const { schema } of schemas) {
  open.addSchema(schema);
  closed.addSchema(close(schema) as object);
}

/** Forbids whatever is not named, wherever names are given. */
function close(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(close);
  if (schema === null || typeof schema !== 'object') return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, close(value)]));
  // What an event holds is the log's business.
  const isOpen = 'additionalProperties' in inner || isEvent(schema);
  return inner.type === 'object' && 'properties' in inner && !isOpen
    ? { ...inner, additionalProperties: false }
    : inner;
}

function isEvent(schema: object): boolean {
  return 'description' in schema && schema.description === 'A change of the registry, as in its log.';
}

const root = mkdtempSync(path.join(os.tmpdir(), 'dharma-gov-schemas-'));
const project = path.join(root, 'project');
beforeAll(async () => {
  await makeExampleProject(project);
  const { exitCode, stderr } = await runShell(
    `set -e
    dharma-gov ingest-predictions churn@1.1.0 serving/2026-04.csv
    dharma-gov ingest-predictions churn@production --labels labels/2026-04.csv
    printf 'request_id,timestamp,rooms,prediction,actual,latency_ms\\n' > scores.csv
    for i in $(seq 300); do echo "r$i,2026-03-01T00:00:00Z,$((i % 5)),$i.5,$i,$((i % 9 + 1))"; done >> scores.csv
    mkdir models/price && echo 1 > models/price/model.json
    dharma-gov register price --artifact models/price/model.json --training-data scores.csv --type regression
    dharma-gov ingest-predictions price@latest scores.csv
    awk -F, -v OFS=, 'NR > 1 { $3 = 5; if (NR % 4 == 0) $4 = "" } 1' serving/2026-03.csv > odd.csv
    head -n 3 serving/2026-03.csv > few.csv
    cp "$FIXTURES/../examples/policy/policy.yaml" . && : > none.yaml`,
    project,
  );
  expect(exitCode, stderr).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the program really says, in as many shapes as it has. */
const RUNS: readonly (readonly [string, number])[] = [
  ['drift-check churn@1.0.0 --current serving/2026-03.csv', 0],
  ['drift-check churn@1.0.0 --current serving/2026-04.csv --by plan', 3],
  ['drift-check churn@1.0.0 --current serving/2026-04.csv --exact', 3],
  ['drift-check churn@1.0.0 --current few.csv', 7],
  ['drift-check churn@1.0.0 --current odd.csv', 3],
  ['drift-check churn@production --from 2026-03-01 --to 2026-03-15', 0],
  ['drift-check churn@production --from 2026-04-01 --to 2026-05-01 --compare previous', 3],
  ['performance churn@production --from 2026-03-01 --to 2026-04-01', 0],
  ['performance churn@production --from 2026-04-01 --to 2026-05-01 --compare previous', 0],
  ['performance churn@production --by week --no-record', 0],
  ['performance churn@production --by plan --no-record', 0],
  ['performance churn@production --from 2031-01-01 --to 2031-02-01', 7],
  ['performance price@latest', 0],
  ['watch --replay churn --by week', 0],
  ['watch --replay churn --from 2031-01-01 --to 2031-02-01 --by month', 7],
  ['ab-test status churn', 7],
  ['ab-test status churn --to 2026-03-02', 7],
  ['promote churn@1.2.0 --to production --yes --dry-run', 0],
  ['promote churn@1.0.0 --to production', 3],
  ['promote churn@1.1.0 --to production --yes', 0],
  ['promote churn@1.2.0 --to failed --yes', 0],
  ['gates test --policy policy.yaml --case policy-cases.yaml', 0],
  ['gates test --policy .dharmarc --case policy-cases.yaml', 3],
  ['gates test --policy .dharmarc --case none.yaml', 7],
  ['list --nonsense', 2],
  ['show nobody', 2],
];

describe('the published schemas', () => {
  it.each(schemas)('say of every field what it is: $file', ({ file, schema }) => {
    expect(schema.$id).toBe(`dharma-gov/${file.replace('.json', '')}`);
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(undescribed(schema)).toEqual([]);
    expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
  });

  it.each(RUNS)('hold for what the program says: %s', async (line, exitCode) => {
    const result = await runShell(`dharma-gov ${line} --json`, project);
    const report = JSON.parse(result.stdout || result.stderr);
    expect(result.exitCode, result.stderr).toBe(exitCode);
    expect(problems(open, report)).toEqual([]);
    expect(problems(closed, report), 'a field that no schema describes').toEqual([]);
  });

  it('hold for a test that has ended', async () => {
    const { stdout, stderr } = await runShell(
      'dharma-gov ab-test stop churn --yes --reason enough > /dev/null; dharma-gov ab-test status churn/ab-1 --json',
      project,
    );
    const report = JSON.parse(stdout || stderr);
    expect(report.experiment.stopped).not.toBeNull();
    expect([...problems(open, report), ...problems(closed, report)]).toEqual([]);
  });

  it('hold for what people are told, and for what is said of it', async () => {
    const sinks = {
      log: { kind: 'file', path: 'told.jsonl' },
      lost: { kind: 'command', command: ['false'] },
    };
    writeFileSync(path.join(project, 'sinks.json'), JSON.stringify({ watch: { sinks } }));
    const { stdout, stderr } = await runShell(
      `dharma-gov watch --once --job deliver --dharmarc sinks.json > /dev/null
       echo damaged > models/.dharma/watch/outbox/${'0'.repeat(64)}.json
       dharma-gov alerts deliveries --json`,
      project,
    );
    const report = JSON.parse(stdout || stderr);
    expect(report).toMatchObject({
      deliveries: expect.arrayContaining([
        expect.objectContaining({ sink: 'log', state: 'delivered' }),
        expect.objectContaining({ sink: 'lost', state: 'pending' }),
      ]),
      damaged: [{}],
    });
    const told = readFileSync(path.join(project, 'told.jsonl'), 'utf8').trim().split('\n');
    for (const each of [report, ...told.map((line) => JSON.parse(line))]) {
      expect([...problems(open, each), ...problems(closed, each)]).toEqual([]);
    }
  });

  it('would find what does not fit', async () => {
    const { stdout } = await runShell('dharma-gov promote churn@1.1.0 --to production --yes --json', project);
    const report = JSON.parse(stdout);
    expect(problems(open, { ...report, verdict: 'maybe', more: 1 })).toEqual([
      '/verdict must be equal to one of the allowed values',
    ]);
    expect(problems(closed, { ...report, more: 1 })).toEqual([' must NOT have additional properties']);
  });

  it('are in the package', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).files).toContain('schemas');
  });
});

function problems(ajv: Ajv2020, report: { readonly schema: string }): string[] {
  const validate = ajv.getSchema(report.schema);
  if (validate === undefined) return [`no schema ${report.schema}`];
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function undescribed(schema: Json, place = ''): string[] {
  if (schema === null || typeof schema !== 'object') return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' && value !== null && typeof value === 'object'
      ? Object.entries(value)
          .filter(([, property]) => !JSON.stringify(property).startsWith('{"description":"'))
          .map(([name]) => `${place}/${name}`)
      : []),
    ...undescribed(value, `${place}/${key}`),
  ]);
}
