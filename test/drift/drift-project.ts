import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll } from 'vitest';
import type { Config } from '../../src/config/keys.js';
import type { FeatureResult } from '../../src/drift/feature-result.js';
import { checkDrift, type DriftReport, type DriftRequest } from '../../src/governance/drift/check-drift.js';
import { setBaseline } from '../../src/governance/drift/set-baseline.js';
import { ingestPredictions } from '../../src/governance/predictions/ingest-predictions.js';
import {
  type Governance,
  initRegistry,
  openGovernance,
  parseAddress,
  registerVersion,
} from '../../src/index.js';
import { registration } from '../registration.js';

/** Columns of equal length; `null` is an empty field. */
export type Columns = Readonly<Record<string, readonly (string | number | boolean | null)[]>>;

export interface DriftProject {
  readonly folder: string;
  readonly governance: Governance;
  /** Writes a file into the project and returns its path. */
  csv(name: string, columns: Columns): string;
  /** The same as Parquet, with the SQL types given: name -> type. */
  parquet(name: string, columns: Columns, types: Readonly<Record<string, string>>): Promise<string>;
  setBaseline(
    file: string,
    declared?: Partial<Parameters<typeof setBaseline>[1]['declared']>,
  ): ReturnType<typeof setBaseline>;
  ingest(file: string, kind?: 'predictions' | 'labels'): Promise<unknown>;
  check(file: string, request?: Partial<DriftRequest>): Promise<DriftReport>;
}

const MODEL = 'm@1.0.0';

/** A registry in a temporary folder with one version and no baseline, removed after the tests. */
export async function makeDriftProject(settings: Partial<Config> = {}): Promise<DriftProject> {
  const folder = mkdtempSync(join(tmpdir(), 'dharma-drift-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models/m.bin'), 'm');
  const governance = await openGovernance({ folder, actor: 'test', settings });
  await initRegistry(governance, 'test', false);
  await registerVersion(governance, registration('m', '1.0.0', 'm.bin'));
  return {
    folder,
    governance,
    csv: (name, columns) => {
      const path = join(folder, name);
      writeFileSync(path, renderCsv(columns));
      return path;
    },
    parquet: async (name, columns, types) => {
      const path = join(folder, name);
      const csv = join(folder, `${name}.csv`);
      writeFileSync(csv, renderCsv(columns));
      const database = await DuckDBInstance.create(':memory:');
      const connection = await database.connect();
      const casts = Object.keys(columns).map(
        (column) => `CAST("${column}" AS ${types[column]}) AS "${column}"`,
      );
      await connection.run(
        `COPY (SELECT ${casts.join(', ')} FROM read_csv('${csv}', all_varchar = true)) TO '${path}' (FORMAT parquet)`,
      );
      connection.closeSync();
      database.closeSync();
      return path;
    },
    setBaseline: (file, declared = {}) =>
      setBaseline(governance, {
        address: parseAddress(MODEL),
        trainingDataPath: join('..', file.slice(folder.length)),
        declared: { numeric: [], categorical: [], ignored: [], ...declared },
        reason: null,
        dryRun: false,
      }),
    ingest: (file, kind = 'predictions') =>
      ingestPredictions(governance, {
        address: parseAddress(MODEL),
        kind,
        inputs: [file],
        stdin: null,
        format: null,
        columns: {},
        textColumns: [],
        maxBadRows: null,
        reason: null,
        dryRun: false,
      }),
    check: (file, request = {}) =>
      checkDrift(governance, {
        address: parseAddress(MODEL),
        window: { kind: 'files', inputs: [file], stdin: null, format: null },
        threshold: null,
        importance: null,
        by: null,
        exact: false,
        keep: { record: false, compare: false },
        ...request,
      }),
  };
}

function renderCsv(columns: Columns): string {
  const names = Object.keys(columns);
  const rows = columns[names[0] ?? '']?.length ?? 0;
  const lines = [
    names,
    ...Array.from({ length: rows }, (_, row) => names.map((name) => columns[name]?.[row])),
  ];
  return `${lines.map((line) => line.map(renderField).join(',')).join('\n')}\n`;
}

function renderField(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' && /[",\n]/.test(value)
    ? `"${value.replaceAll('"', '""')}"`
    : String(value);
}

/** Compares two tables, written as CSV, in a project of their own. */
export async function compareColumns(
  reference: Columns,
  current: Columns,
  settings: Partial<Config> = {},
): Promise<DriftReport> {
  const project = await makeDriftProject(settings);
  await project.setBaseline(project.csv('reference.csv', reference));
  return project.check(project.csv('current.csv', current));
}

export function resultOf(report: DriftReport, name: string): FeatureResult {
  const found = [...report.features, ...report.outputs].find((result) => result.name === name);
  if (found === undefined) throw new Error(`the report has no ${name}`);
  return found;
}

/** Normal deviates (Box and Muller). */
export function normals(random: () => number, count: number, mean = 0, sd = 1): number[] {
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return mean + sd * radius * Math.cos(2 * Math.PI * random());
  });
}
