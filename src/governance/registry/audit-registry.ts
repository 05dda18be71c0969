import { type AuditFinding, type AuditReport, auditLog } from '../../commit-log/audit.js';
import type { LogHead } from '../../commit-log/entry.js';
import { GovError } from '../../core/errors.js';
import { canonicalJson } from '../../core/json.js';
import { parsePredictionEvents } from '../../predictions/events.js';
import { parseOutcomeEvents } from '../../predictions/outcome-events.js';
import type { PredictionLog } from '../../predictions/ports.js';
import { foldEntries } from '../../registry/fold.js';
import type { SnapshotReading } from '../../registry/ports.js';
import { EMPTY_STATE, type RegistryState } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { missingRegistry, readLog } from './registry-store.js';

/**
 * Checks every link of the log without trusting any of it, that its events make sense one after the other, that the
 * snapshot says what they say, and the logs of predictions and outcomes of each model.
 * @param expectedHead hash of an entry, as noted down elsewhere; null to take the log's word for its length
 * @throws GovError input when there is no registry to audit.
 */
export async function auditRegistry(
  governance: Governance,
  expectedHead: string | null,
): Promise<AuditReport> {
  const files = await governance.log.survey();
  const snapshot = await readSnapshot(governance);
  if (files.length === 0) throw missingRegistry(governance, snapshot.kind);
  const snapshotHead: LogHead | null = snapshot.kind === 'current' ? snapshot.state.head : null;
  const report = auditLog(files, governance.sha256, { expectedHead, snapshotHead });
  if (report.findings.length > 0) return report;
  return { ...report, findings: await auditContent(governance, snapshot) };
}

/** A snapshot that cannot be read must not keep the log from being audited. */
async function readSnapshot({ snapshot }: Governance): Promise<SnapshotReading> {
  try {
    return await snapshot.read();
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    return { kind: 'damaged', problem: error.message };
  }
}

/** What the seals of the log cannot tell. */
async function auditContent(governance: Governance, snapshot: SnapshotReading): Promise<AuditFinding[]> {
  const { state, finding } = await foldOrFind(governance);
  if (state === undefined) return [finding];
  const findings: AuditFinding[] = [];
  const difference = await describeDifference(governance, snapshot);
  if (difference !== null) {
    findings.push({
      kind: 'snapshot-differs',
      generation: snapshot.kind === 'current' ? snapshot.state.head.generation : null,
      place: governance.snapshot.place,
      problem: `it ${difference}: rebuild it with dharma-gov doctor --repair`,
    });
  }
  for (const model of Object.keys(state.models).sort()) {
    const { commits } = await governance.openPredictionLog(model);
    findings.push(...(await auditRows(governance, commits, parsePredictionEvents)));
    const outcomes = await governance.openOutcomeLog(model);
    findings.push(...(await auditRows(governance, outcomes.commits, parseOutcomeEvents)));
  }
  return findings;
}

async function foldOrFind(
  governance: Governance,
): Promise<{ state: RegistryState; finding?: never } | { state?: never; finding: AuditFinding }> {
  try {
    return { state: foldEntries(EMPTY_STATE, await readLog(governance)) };
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    return {
      finding: {
        kind: 'contradiction',
        generation: null,
        place: governance.log.place,
        problem: error.message,
      },
    };
  }
}

/** What is wrong with the snapshot, after its name; null where it is missing, or says what the log says. */
export async function describeDifference(
  governance: Governance,
  snapshot: SnapshotReading,
): Promise<string | null> {
  switch (snapshot.kind) {
    case 'missing':
      return null;
    case 'damaged':
      return `is damaged: ${snapshot.problem}`;
    case 'edited':
      return 'was edited by hand';
    case 'current':
      return (await agreesWithLog(governance, snapshot.state))
        ? null
        : 'does not say what the log says, though its seal fits';
  }
}

/** Whether a snapshot is the fold of the log up to the entry that it names. */
async function agreesWithLog(governance: Governance, state: RegistryState): Promise<boolean> {
  const entries = await readLog(governance);
  const folded = foldEntries(
    EMPTY_STATE,
    entries.filter(({ generation }) => generation <= state.head.generation),
  );
  return canonicalJson(folded) === canonicalJson(state);
}

/** Audits a log whose entries name files of rows. */
async function auditRows(
  governance: Governance,
  commits: PredictionLog['commits'],
  parse: (entries: Awaited<ReturnType<typeof commits.readFrom>>, place: string) => unknown,
): Promise<AuditFinding[]> {
  const { findings } = auditLog(await commits.survey(), governance.sha256, {
    expectedHead: null,
    snapshotHead: null,
  });
  if (findings.length > 0)
    return findings.map((finding) => ({ ...finding, place: `${commits.place}: ${finding.place}` }));
  try {
    parse(await commits.readFrom(1), commits.place);
    return [];
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    return [{ kind: 'contradiction', generation: null, place: commits.place, problem: error.message }];
  }
}
