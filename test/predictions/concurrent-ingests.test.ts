import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CommitLog } from '../../src/commit-log/port.js';
import type { Governance } from '../../src/index.js';
import type { IngestReport } from '../../src/predictions/ingest-report.js';
import type { PredictionLog } from '../../src/predictions/ports.js';
import { type ExampleRegistry, ingestInto, makeRegistry } from './example-registry.js';

const HEADER = 'id,time,prediction,actual\n';

type Append = CommitLog['append'];

/** A governance whose commits to the prediction log go through `append`, which may pass them on. */
function withAppend(
  governance: Governance,
  append: (entry: Parameters<Append>[0], passOn: Append) => ReturnType<Append>,
): Governance {
  return {
    ...governance,
    sleep: async () => {},
    openPredictionLog: async (model) => {
      const log = await governance.openPredictionLog(model);
      const commits: PredictionLog['commits'] = {
        place: log.commits.place,
        survey: () => log.commits.survey(),
        readFrom: (generation) => log.commits.readFrom(generation),
        append: (entry) => append(entry, (passed) => log.commits.append(passed)),
      };
      return { ...log, commits };
    },
  };
}

/** Ingests a file while `intrude` does something just before each of the first `times` commits. */
function ingestOvertaken(
  { governance }: ExampleRegistry,
  path: string,
  times: number,
  intrude: (attempt: number) => Promise<unknown>,
): Promise<IngestReport> {
  let attempt = 0;
  const overtaken = withAppend(governance, async (entry, passOn) => {
    if (attempt < times) await intrude(++attempt);
    return passOn(entry);
  });
  return ingestInto(overtaken, path);
}

function filesOf(registry: ExampleRegistry): string[] {
  return readdirSync(join(registry.folder, 'models/.dharma/predictions/m/data')).sort();
}

describe('an ingest that somebody else overtakes', () => {
  it('compares with what they added and commits the rest after them', async () => {
    const registry = await makeRegistry();
    const ours = registry.file(
      'ours.csv',
      `${HEADER}r1,1997-02-14,UP,UP\nr2,1997-02-14,UP,UP\nr3,1997-02-14,UP,UP\n`,
    );
    const theirs = registry.file('theirs.csv', `${HEADER}r2,1997-02-14,DOWN,DOWN\nr4,1997-02-14,UP,UP\n`);
    const overtaken = await ingestOvertaken(registry, ours, 1, () => registry.ingest(theirs));
    expect(overtaken).toMatchObject({
      changed: true,
      generation: 2,
      predictions: { added: 2, duplicates: 1, conflicting: 1 },
      labels: { added: 2, duplicates: 0, corrected: 1 },
    });
    const { read } = await registry.window();
    expect(read.map(({ request_id, prediction, actual }) => [request_id, prediction, actual])).toEqual([
      ['r1', 'UP', 'UP'],
      ['r2', 'DOWN', 'UP'],
      ['r3', 'UP', 'UP'],
      ['r4', 'UP', 'UP'],
    ]);
    const { predictions, labels } = await registry.log();
    expect(filesOf(registry)).toEqual([...predictions, ...labels].map(({ file }) => file).sort());
  });

  it('commits nothing when they added the same file', async () => {
    const registry = await makeRegistry();
    const path = registry.file('same.csv', `${HEADER}r1,1997-02-14,UP,UP\n`);
    const overtaken = await ingestOvertaken(registry, path, 1, () => registry.ingest(path));
    expect(overtaken).toMatchObject({ changed: false, predictions: { added: 0, duplicates: 1 } });
    expect((await registry.window()).rows).toBe(1);
    expect(filesOf(registry)).toHaveLength(2);
  });

  it('holds out against several in a row, and gives up as a conflict against a hundred', async () => {
    const registry = await makeRegistry();
    const path = registry.file('a.csv', 'id,time,prediction\nr1,1997-02-14,UP\n');
    const intruder = (attempt: number) =>
      registry.ingestLabels(registry.file(`l${attempt}.csv`, `id,actual\ns${attempt},UP\n`));
    expect(await ingestOvertaken(registry, path, 3, intruder)).toMatchObject({
      changed: true,
      generation: 4,
    });
    const hopeless = withAppend(registry.governance, async () => 'conflict');
    const other = registry.file('b.csv', 'id,time,prediction\nr2,1997-02-14,UP\n');
    await expect(ingestInto(hopeless, other)).rejects.toMatchObject({ kind: 'conflict' });
    expect((await registry.window()).rows).toBe(1);
    expect(filesOf(registry)).toHaveLength(4);
  });
});
