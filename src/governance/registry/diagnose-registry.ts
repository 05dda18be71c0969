import { type DamagedLine, describeDamage } from '../../checks/ports.js';
import type { ConfigKey } from '../../config/keys.js';
import { EXIT_CODES, GovError } from '../../core/errors.js';
import { canonicalJson } from '../../core/json.js';
import { suggestWord } from '../../core/nearest.js';
import { findMergeConflict } from '../../registry/merge-conflict.js';
import type { Governance } from '../context.js';
import { auditRegistry, describeDifference } from './audit-registry.js';
import { foldWholeLog, loadRegistry } from './registry-store.js';

export interface Check {
  readonly name: string;
  readonly outcome: 'ok' | 'problem';
  readonly message: string;
  readonly hint: string | null;
  /** What the program exits with when this is the first problem. */
  readonly exitCode: number;
}

export interface Diagnosis {
  readonly checks: readonly Check[];
  /** Whether `registry.json` was rebuilt. */
  readonly repaired: boolean;
}

/** Trials of the machine, each of which says what it found or throws. */
export type Probe = { readonly name: string; readonly run: () => Promise<string> };

/**
 * Looks at everything that can be wrong and goes on past each problem.
 * @param repair rebuild the snapshot from the log where it is not current, replacing edits made by hand
 */
export async function diagnoseRegistry(
  governance: Governance,
  probes: readonly Probe[],
  repair: boolean,
): Promise<Diagnosis> {
  const checks: Check[] = [];
  for (const probe of [
    ...probes,
    { name: 'merge', run: () => checkMerge(governance) },
    { name: 'log', run: () => checkLog(governance) },
  ]) {
    checks.push(await runProbe(probe));
  }
  const logIsSound = checks.every(
    ({ name, outcome }) => outcome === 'ok' || (name !== 'log' && name !== 'merge'),
  );
  let repaired = false;
  if (repair && logIsSound) {
    const check = await runProbe({
      name: 'repair',
      run: async () => {
        repaired = await repairSnapshot(governance);
        return repaired ? 'registry.json was rebuilt from the log' : 'registry.json needed no repair';
      },
    });
    checks.push(check);
  }
  checks.push(await runProbe({ name: 'snapshot', run: () => checkSnapshot(governance) }));
  if (logIsSound) {
    checks.push(await runProbe({ name: 'checks', run: () => checkRecords(governance) }));
    checks.push(await runProbe({ name: 'settings', run: () => checkSettings(governance) }));
  }
  return { checks, repaired };
}

async function runProbe({ name, run }: Probe): Promise<Check> {
  try {
    return { name, outcome: 'ok', message: await run(), hint: null, exitCode: EXIT_CODES.ok };
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    return {
      name,
      outcome: 'problem',
      message: error.message,
      hint: error.hint ?? null,
      exitCode: error.exitCode,
    };
  }
}

async function checkMerge(governance: Governance): Promise<string> {
  for (const { name, text } of await governance.log.survey()) {
    const conflict = text === undefined ? undefined : findMergeConflict(text);
    if (conflict === undefined) continue;
    throw new GovError(
      'integrity',
      `${name}: two branches wrote this generation: ${conflict.ours} / ${conflict.theirs}`,
      {
        hint: `keep one side (git checkout --ours or --theirs for the log and registry.json, dropping the later files of the other side), run dharma-gov doctor --repair, then run the command of the other side again`,
      },
    );
  }
  return 'no merge conflict in the log';
}

async function checkLog(governance: Governance): Promise<string> {
  const audit = await auditRegistry(governance, null);
  // That the snapshot differs is told apart, where it can be repaired.
  const [first] = audit.findings.filter(({ kind }) => kind !== 'snapshot-differs');
  if (first !== undefined) {
    throw new GovError('integrity', `${first.place}: ${first.problem}`, {
      hint: 'run dharma-gov audit verify for all findings',
    });
  }
  if (audit.entries === 0)
    throw new GovError('input', `no registry in ${governance.place}`, { hint: 'run dharma-gov init' });
  return `${audit.entries} ${audit.entries === 1 ? 'entry' : 'entries'}, unbroken; head ${audit.head.hash.slice(0, 12)}`;
}

async function checkSnapshot(governance: Governance): Promise<string> {
  const { place } = governance.snapshot;
  const reading = await governance.snapshot.read();
  const difference = await describeDifference(governance, reading);
  if (difference !== null) {
    throw new GovError('integrity', `${place} ${difference}`, {
      hint: 'run dharma-gov doctor --repair to rebuild it from the log',
    });
  }
  if (reading.kind !== 'current') return `${place} is missing: the next change writes it`;
  const { state } = await loadRegistry(governance);
  const behind = state.head.generation - reading.state.head.generation;
  return behind === 0
    ? `${place} is current`
    : `${place} is ${behind} behind the log: the next change writes it`;
}

/** Reads every recorded check. */
async function checkRecords(governance: Governance): Promise<string> {
  const store = await governance.openCheckStore();
  const damaged: DamagedLine[] = [];
  let records = 0;
  for (const model of Object.keys((await foldWholeLog(governance)).models)) {
    for await (const stored of store.newestFirst(model)) {
      if ('damage' in stored) damaged.push(stored.damage);
      else records++;
    }
  }
  // What a later program wrote is sound; what is damaged comes first.
  const first = damaged.find(({ isNewer }) => !isNewer) ?? damaged[0];
  if (first === undefined) return records === 1 ? '1 recorded check' : `${records} recorded checks`;
  const more = damaged.length === 1 ? '' : ` (and ${damaged.length - 1} more)`;
  if (first.isNewer) {
    throw new GovError('config', `${describeDamage(first)}${more}`, { hint: 'install a newer dharma-gov' });
  }
  throw new GovError('integrity', `${first.place}: line ${first.line}: ${first.problem}${more}`, {
    hint: 'the other lines are read all the same: restore the file from a backup, or remove the line',
  });
}

/** Settings of single models, by the names of these. */
const BY_MODEL = [
  'gates.models',
  'watch.models',
  'quality.maxAgeHours',
  'drift.featureThresholds',
  'drift.importance',
  'performance.positiveClass',
  'performance.task',
] as const satisfies readonly ConfigKey[];

/** A model may be registered after its settings, so an unknown name is told and is no problem. */
async function checkSettings(governance: Governance): Promise<string> {
  const known = Object.keys((await foldWholeLog(governance)).models);
  const unknown = BY_MODEL.flatMap((key) =>
    Object.keys(governance.config[key])
      .filter((model) => !known.includes(model))
      .map((model) => `${key}.${model} is of no model in the registry (${suggestWord(model, known)})`),
  );
  return unknown.length === 0 ? 'no settings of unknown models' : unknown.join('; ');
}

/** Whether there was something to rebuild. */
async function repairSnapshot(governance: Governance): Promise<boolean> {
  const state = await foldWholeLog(governance);
  const reading = await governance.snapshot.read();
  if (reading.kind === 'current' && canonicalJson(reading.state) === canonicalJson(state)) return false;
  await governance.snapshot.write(state);
  return true;
}
