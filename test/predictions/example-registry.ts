import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, vi } from 'vitest';
import { predictionFolder } from '../../src/adapters/duckdb/prediction-log-folder.js';
import { openPredictionWindow, type PredictionWindow } from '../../src/adapters/duckdb/prediction-window.js';
import { type Row, withDuckDb } from '../../src/adapters/duckdb/session.js';
import { inside } from '../../src/adapters/location.js';
import {
  type IngestRequest,
  ingestPredictions,
  readPredictionLog,
} from '../../src/governance/predictions/ingest-predictions.js';
import {
  type Governance,
  initRegistry,
  openGovernance,
  parseAddress,
  registerVersion,
} from '../../src/index.js';
import type { IngestReport } from '../../src/predictions/ingest-report.js';
import type { PredictionLogState } from '../../src/predictions/log-state.js';
import type { WindowRequest } from '../../src/predictions/window.js';
import { registration } from '../registration.js';

// DuckDB on a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

/** A registry in a temporary folder with the model `m` in versions 1.0.0 and 2.0.0, removed after the tests. */
export interface ExampleRegistry {
  readonly folder: string;
  readonly governance: Governance;
  /** Writes an input file and returns its path. */
  file(name: string, content: string | Uint8Array): string;
  ingest(inputs: string | readonly string[], options?: IngestOptions): Promise<IngestReport>;
  ingestLabels(inputs: string | readonly string[], options?: Partial<IngestRequest>): Promise<IngestReport>;
  log(): Promise<PredictionLogState>;
  /** The predictions of a version with their labels, by request id. */
  window(request?: Partial<WindowRequest>): Promise<WindowReading>;
}

export interface WindowReading extends PredictionWindow {
  readonly read: readonly Row[];
  readonly rows: number;
}

export async function makeRegistry(): Promise<ExampleRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'dharma-predictions-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'models'));
  const registry = await openRegistry(folder);
  await initRegistry(registry.governance, 'test', false);
  for (const version of ['1.0.0', '2.0.0']) {
    writeFileSync(join(folder, `models/${version}.bin`), version);
    await register(registry.governance, version);
  }
  return registry;
}

/** The same for a folder that holds such a registry already. */
export async function openRegistry(folder: string): Promise<ExampleRegistry> {
  const governance = await openGovernance({ folder, actor: 'test' });
  const log = async () => readPredictionLog(await governance.openPredictionLog('m'));
  const ingest: ExampleRegistry['ingest'] = (inputs, options) => ingestInto(governance, inputs, options);
  return {
    folder,
    governance,
    file: (name, content) => {
      const path = join(folder, 'in', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      return path;
    },
    ingest,
    ingestLabels: (inputs, options) => ingest(inputs, { ...options, kind: 'labels' }),
    log,
    window: async (request = {}) => {
      const data = { path: join(folder, 'models/.dharma'), place: '.dharma' };
      return withDuckDb({ temporary: inside(data, 'tmp') }, async (session) => {
        const files = inside(predictionFolder(data, 'm'), 'data');
        const window = openPredictionWindow(files, await log(), {
          version: '1.0.0',
          from: null,
          to: null,
          ...request,
        });
        const relation = window.labelled?.relation ?? window.relation;
        const read = await session.rows(`SELECT * FROM ${relation} ORDER BY request_id`);
        return { ...window, read, rows: read.length };
      });
    },
  };
}

export type IngestOptions = Partial<IngestRequest> & { readonly to?: string };

/** Ingests predictions of m@1.0.0, unless told otherwise. */
export function ingestInto(
  governance: Governance,
  inputs: string | readonly string[],
  { to = 'm@1.0.0', ...options }: IngestOptions = {},
): Promise<IngestReport> {
  return ingestPredictions(governance, {
    address: parseAddress(to),
    kind: 'predictions',
    inputs: [inputs].flat(),
    stdin: null,
    format: null,
    columns: {},
    textColumns: [],
    maxBadRows: null,
    reason: null,
    dryRun: false,
    ...options,
  });
}

async function register(governance: Governance, version: string): Promise<void> {
  await registerVersion(governance, registration('m', version, `${version}.bin`));
}
