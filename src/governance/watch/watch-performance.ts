import { decideRollback, type RollbackDecision, rulesEndedBy } from '../../alerts/decide-rollback.js';
import { type CheckRecord, describeCheck, type NewCheck, newCheckId } from '../../checks/check-record.js';
import { watchSettingsFor } from '../../config/watch-settings.js';
import type { RuleName } from '../../core/rule-result.js';
import { requireModel } from '../../registry/address.js';
import type { Version } from '../../registry/state.js';
import { keepCheck } from '../checks/keep-check.js';
import { recordsOf } from '../checks/read-checks.js';
import type { Governance } from '../context.js';
import { measurePerformance } from '../performance/measure-performance.js';
import { describePerformanceCheck } from '../performance/performance-record.js';
import type { PerformanceReport } from '../performance/performance-report.js';
import { loadRegistry } from '../registry/registry-store.js';
import { inconclusiveReport, jobNote, notesOfRecording } from './job-notes.js';
import { type JobNote, type JobReport, jobReport } from './job-report.js';
import type { JobOptions } from './ports.js';
import { requestRetraining } from './request-retraining.js';
import { type RollbackAct, rollBackAutomatically } from './roll-back-automatically.js';
import { reportVerdict } from './verdict-report.js';
import { findProduction, watchedWindow } from './watched-window.js';

/**
 * Measures how the version in production did on its last predictions. Where an alert calls for it, retraining is asked for;
 * where a rule has fired for long enough, the version is rolled back.
 */
export async function watchPerformance(
  governance: Governance,
  model: string,
  options: JobOptions,
): Promise<JobReport> {
  const { dryRun } = options;
  const production = await findProduction(governance, model);
  if (production === null) return jobReport('idle', `nothing of ${model} is in production`);
  const { version } = production;
  const window = watchedWindow(governance, model);
  let report: PerformanceReport;
  try {
    report = await measurePerformance(governance, {
      address: { model, selector: { kind: 'version', version } },
      window,
      by: null,
      keep: { record: !dryRun, compare: false },
    });
  } catch (error) {
    const inconclusive = inconclusiveReport(error, version);
    const notes = dryRun ? [] : await keepUnknown(governance, model, version, window, inconclusive.message);
    return { ...inconclusive, notes };
  }
  // Without its record the check does not count, and the job is tried again.
  if (report.recording.kind === 'failed') return reportVerdict(report, {}, []);
  const asked = await requestRetraining(governance, model, report.rules, dryRun);
  const { notes, isDone } = await actOn(governance, model, production, report, options);
  return reportVerdict(report, hintsFor(report, window, isDone), [...asked, ...notes]);
}

function hintsFor(
  { model, version, baseline }: PerformanceReport,
  { from, to }: { readonly from: string; readonly to: string },
  isRolledBack: boolean,
) {
  const name = `${model}@${version}`;
  return {
    fail: isRolledBack
      ? `nothing of ${model} is rolled back by itself again before dharma-gov watch resume ${model}`
      : `see dharma-gov performance ${name} --from ${from} --to ${to}`,
    unknown:
      baseline.measurement === null
        ? `make a baseline: dharma-gov baseline set ${name} <training data>`
        : `add labels: dharma-gov ingest-predictions ${name} --labels <file>`,
  };
}

/** Rolls the version back where its checks call for it, or tells what holds that back. */
async function actOn(
  governance: Governance,
  model: string,
  production: Version,
  report: PerformanceReport,
  { autoRollback, dryRun }: JobOptions,
): Promise<RollbackAct> {
  const { version } = production;
  const unkept = dryRun ? describePerformanceCheck(report) : null;
  const decision = await decide(governance, model, production, unkept, autoRollback);
  switch (decision.kind) {
    case 'none':
      return { notes: [], isDone: false };
    case 'held':
      return {
        notes: [jobNote({ model, version }, 'info', `not rolled back: ${decision.reason}`)],
        isDone: false,
      };
    case 'roll-back':
      return rollBackAutomatically(governance, model, version, decision.cause, dryRun);
  }
}

/** @param unkept the check that was just made, where it is not recorded */
async function decide(
  governance: Governance,
  name: string,
  version: Version,
  unkept: NewCheck | null,
  isAllowed: boolean,
): Promise<RollbackDecision> {
  const { config } = governance;
  const now = governance.now();
  const { state } = await loadRegistry(governance);
  const newestFirst: CheckRecord[] = [];
  const settings = watchSettingsFor(config, name);
  const question = { model: requireModel(state, name), version, newestFirst, settings, isAllowed, now };
  const going = new Set<RuleName>(settings.rollbackRules);
  const add = (record: CheckRecord) => {
    newestFirst.push(record);
    for (const rule of rulesEndedBy(question, record)) going.delete(rule);
  };
  if (unkept !== null) add(describeCheck(unkept, newCheckId(now, governance.random()), now));
  for await (const record of recordsOf(governance, await governance.openCheckStore(), name)) {
    if (going.size === 0) break;
    if (record.kind === 'performance' || record.at < version.statusSince) add(record);
  }
  return decideRollback(question);
}

/** Keeps that nothing could be told, once until something can: a row of checks in which a rule fired ends there. */
async function keepUnknown(
  governance: Governance,
  model: string,
  version: string,
  { from, to }: { readonly from: string; readonly to: string },
  summary: string,
): Promise<JobNote[]> {
  if (await isKnownUnknown(governance, model, version)) return [];
  const check: NewCheck = {
    kind: 'performance',
    model,
    version,
    window: { from, to },
    segmentColumn: null,
    rows: 0,
    verdict: 'unknown',
    summary,
    rules: [],
    values: [],
  };
  const { recording } = await keepCheck(governance, check, { record: true, compare: false });
  return notesOfRecording({ model, version }, recording);
}

async function isKnownUnknown(governance: Governance, model: string, version: string): Promise<boolean> {
  for await (const record of recordsOf(governance, await governance.openCheckStore(), model)) {
    if (record.kind === 'performance' && record.version === version) return record.rows === 0;
  }
  // Of a version that was never measured there is no row to end.
  return true;
}
