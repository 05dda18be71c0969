import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../src/config/keys.js';
import { setBaseline } from '../../src/governance/drift/set-baseline.js';
import { ingestPredictions, parseAddress, promoteVersion, registerVersion } from '../../src/index.js';
import { type Columns, type DriftProject, makeDriftProject } from '../drift/drift-project.js';
import { registration } from '../registration.js';
import { seededRandom } from '../stats/samples.js';

const STEP_MS = 3_600_000;

export interface Month {
  readonly start: string;
  readonly hours: number;
  /** Share of predictions that are right. */
  readonly accuracy: number;
  /** Whether the feature stays within half of what it was in the training data. */
  readonly drifted?: boolean;
}

/** Hourly predictions with their labels. */
export function served(version: string, { start, hours, accuracy, drifted = false }: Month): Columns {
  const random = seededRandom(Date.parse(start) / STEP_MS + hours);
  const numbers = Array.from({ length: hours }, (_, index) => index);
  const x = numbers.map(() => Math.round(1000 * (drifted ? 0.1 + random() / 2 : random())) / 1000);
  const prediction = numbers.map(() => (random() < 0.5 ? 'UP' : 'DOWN'));
  const other = { UP: 'DOWN', DOWN: 'UP' } as const;
  return {
    request_id: numbers.map((index) => `${version}-${start}-${index}`),
    timestamp: numbers.map((index) => new Date(Date.parse(start) + index * STEP_MS).toISOString()),
    x,
    prediction,
    latency_ms: numbers.map(() => 1 + Math.round(100 * random()) / 100),
    actual: prediction.map((value) => (random() < accuracy ? value : other[value as keyof typeof other])),
  };
}

/** m@1.0.0 was in production before m@1.1.0, which is there now; both with the same baseline. */
export async function makeReplayProject(settings: Partial<Config> = {}): Promise<ReplayProject> {
  const project = await makeDriftProject(settings);
  const { governance, folder } = project;
  writeFileSync(join(folder, 'models/n.bin'), 'n');
  await registerVersion(governance, registration('m', '1.1.0', 'n.bin'));
  const training = served('training', { start: '2025-12-01T00:00:00Z', hours: 1500, accuracy: 0.9 });
  project.csv('reference.csv', training);
  for (const version of ['1.0.0', '1.1.0']) {
    const address = parseAddress(`m@${version}`);
    await setBaseline(governance, {
      address,
      trainingDataPath: '../reference.csv',
      declared: { numeric: [], categorical: [], ignored: [] },
      reason: null,
      dryRun: false,
    });
    for (const to of ['staging', 'production'] as const) {
      await promoteVersion(governance, {
        address,
        to,
        reason: null,
        dryRun: false,
        confirm: () => Promise.resolve(true),
      });
    }
  }
  return {
    ...project,
    serve: async (version, months) => {
      const parts = months.map((month) => served(version, month));
      const columns = Object.keys(parts[0] ?? {}).map((name) => [
        name,
        parts.flatMap((part) => part[name] ?? []),
      ]);
      await ingestPredictions(governance, {
        address: parseAddress(`m@${version}`),
        kind: 'predictions',
        inputs: [project.csv(`${version}.csv`, Object.fromEntries(columns))],
        stdin: null,
        format: null,
        columns: {},
        textColumns: [],
        maxBadRows: null,
        reason: null,
        dryRun: false,
      });
    },
    fingerprint: () => fingerprint(join(folder, 'models')),
  };
}

export interface ReplayProject extends DriftProject {
  /** Ingests months of a version as one batch. */
  serve(version: string, months: readonly Month[]): Promise<void>;
  /** Every file of the registry's folder, with what is in it. */
  fingerprint(): Readonly<Record<string, string>>;
}

function fingerprint(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path, file.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder'];
    }),
  );
}
