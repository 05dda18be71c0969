import { GovError } from '../../core/errors.js';
import type { Reject } from '../../predictions/ingest-report.js';
import { type Address, parseAddress, requireModel, resolveAddress } from '../../registry/address.js';
import type { RegistryState } from '../../registry/state.js';
import type { Governance } from '../context.js';
import { ingestPredictions } from '../predictions/ingest-predictions.js';
import { loadRegistry } from '../registry/registry-store.js';
import { describeRefusal } from './inbox-reason.js';
import { type InboxEvent, reportInbox } from './inbox-report.js';
import type { JobReport } from './job-report.js';
import type { Inbox, InboxFile, JobOptions } from './ports.js';

/**
 * Ingests the files of an inbox one after another, each of them as `ingest-predictions` does: all of it or nothing, and
 * nothing twice. One that is at fault itself is set aside with the reason, and stops no other one. Where the machine or the
 * registry is at fault it stays, and so does the rest of its model: the job fails and is tried again.
 *
 * Killed between an ingest and the move of the file, the next job ingests it again, which adds nothing, and moves it.
 * @throws GovError input when the inbox is not there.
 */
export async function ingestInbox(
  governance: Governance,
  inbox: Inbox,
  { dryRun }: Pick<JobOptions, 'dryRun'>,
): Promise<JobReport> {
  const { state } = await loadRegistry(governance);
  const listing = await inbox.list();
  const events: InboxEvent[] = [];
  const stuck = new Set<string>();
  for (const file of listing.files) {
    if (stuck.has(file.model)) continue;
    const event = await ingestFile(governance, state, file, dryRun);
    const settled = dryRun ? event : await setAside(inbox, event);
    events.push(settled);
    if (settled.kind === 'stuck' && !isAboutOneFile(settled.error)) stuck.add(file.model);
  }
  return reportInbox(events, listing, dryRun);
}

/** What this user may not read, or the file system not call so, is the fault of one file. */
function isAboutOneFile({ kind }: GovError): boolean {
  return kind === 'forbidden' || kind === 'input';
}

async function ingestFile(
  governance: Governance,
  state: RegistryState,
  file: InboxFile,
  dryRun: boolean,
): Promise<InboxEvent> {
  let rejects: readonly Reject[] = [];
  try {
    const address = addressOf(state, file);
    if (address === null) return { kind: 'waiting', file };
    const report = await ingestPredictions(governance, {
      address,
      kind: file.target === 'labels' ? 'labels' : 'predictions',
      inputs: [file.path],
      stdin: null,
      format: null,
      columns: {},
      textColumns: [],
      maxBadRows: null,
      onRejects: (rows) => {
        rejects = rows.slice(0, MAX_EXPLAINED);
      },
      reason: null,
      dryRun,
    });
    return { kind: 'ingested', file, report, moved: dryRun };
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    if (error.kind !== 'input' && error.kind !== 'usage') return { kind: 'stuck', file, error };
    return { kind: 'refused', file, error, rejects, moved: dryRun };
  }
}

/** Where that cannot be done the file is not at fault: it stays, and is ingested again without effect. */
async function setAside(inbox: Inbox, event: InboxEvent): Promise<InboxEvent> {
  const { file } = event;
  try {
    if (event.kind === 'ingested') return { ...event, moved: (await inbox.accept(file)) !== null };
    if (event.kind !== 'refused') return event;
    const reason = describeRefusal(event.error, event.rejects);
    return { ...event, moved: (await inbox.reject(file, reason)) !== null };
  } catch (error) {
    if (!(error instanceof GovError)) throw error;
    return { kind: 'stuck', file, error };
  }
}

/** Beyond that the list of the prediction log tells the rest. */
const MAX_EXPLAINED = 1_000;

/**
 * The version that answered, or any of the model for labels. Null while nothing is in the status that the folder is named
 * after: the file waits for it.
 * @throws GovError input or usage for what can never be ingested.
 */
function addressOf(state: RegistryState, { model: name, target, problem }: InboxFile): Address | null {
  if (problem !== null || target === null)
    throw new GovError('input', problem ?? 'it lies in no folder of a version');
  const model = requireModel(state, name);
  const versions = Object.values(model.versions);
  if (target === 'labels') {
    const [any] = versions;
    return any === undefined ? null : { model: name, selector: { kind: 'version', version: any.version } };
  }
  const address = parseAddress(`${name}@${target}`);
  const { selector } = address;
  const isStatus = selector.kind === 'staging' || selector.kind === 'production';
  if (isStatus && !versions.some(({ status }) => status === selector.kind)) return null;
  resolveAddress(state, address);
  return address;
}
