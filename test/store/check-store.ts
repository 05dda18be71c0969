import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isTemporaryName } from '../../src/adapters/durable-file.js';
import { auditLog } from '../../src/commit-log/audit.js';
import { checkChain } from '../../src/commit-log/chain.js';
import { EMPTY_HEAD } from '../../src/commit-log/entry.js';
import { generationOfFileName } from '../../src/commit-log/file-name.js';
import { loadStore, nameOf, openStore } from './store.js';

export interface StoreCheck {
  readonly entries: number;
  readonly acknowledged: number;
  /** Files that killed writers left, which a later commit sweeps. */
  readonly temporaries: number;
  /** Everything that is not as it must be. */
  readonly problems: readonly string[];
}

/** Opens a store as any reader would, and compares it with the record that was kept outside of it. */
export async function checkStore(folder: string, acknowledgements: string): Promise<StoreCheck> {
  const store = openStore(folder);
  const problems: string[] = [];

  const entries = await store.log.readFrom(1);
  checkChain(EMPTY_HEAD, entries, store.log.place);
  const { state } = await loadStore(store);
  if (state.head.generation !== entries.length)
    problems.push(`the state is of ${state.head.generation}, not of the end`);

  const snapshot = await store.snapshot.read();
  if (snapshot.kind !== 'current' && snapshot.kind !== 'missing')
    problems.push(`the snapshot is ${snapshot.kind}`);
  const snapshotHead = snapshot.kind === 'current' ? snapshot.state.head : null;
  const { findings } = auditLog(await store.log.survey(), store.sha256, { expectedHead: null, snapshotHead });
  problems.push(...findings.map(({ place, problem }) => `${place}: ${problem}`));

  const nameAt = new Map(entries.map((entry) => [`${entry.generation} ${entry.hash}`, nameOf(entry)]));
  const acknowledged = readLines(acknowledgements);
  for (const line of acknowledged) {
    const [generation, hash, name] = line.split(' ');
    if (nameAt.get(`${generation} ${hash}`) !== name) problems.push(`lost: ${line}`);
  }
  const names = [...nameAt.values()].filter((name) => name !== undefined);
  if (new Set(names).size !== names.length) problems.push('a change was committed twice');
  if (new Set(acknowledged).size !== acknowledged.length) problems.push('a commit was acknowledged twice');

  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ name }) => name);
  const strangers = files.filter(
    (name) => name !== 'registry.json' && generationOfFileName(name) === undefined && !isTemporaryName(name),
  );
  problems.push(...strangers.map((name) => `left behind: ${name}`));
  return {
    entries: entries.length,
    acknowledged: acknowledged.length,
    temporaries: files.filter(isTemporaryName).length,
    problems,
  };
}

export function readLines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}
