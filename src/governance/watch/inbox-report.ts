import type { GovError } from '../../core/errors.js';
import type { IngestReport, Reject } from '../../predictions/ingest-report.js';
import { type JobNote, type JobReport, jobReport } from './job-report.js';
import type { InboxFile, InboxListing } from './ports.js';

/**
 * What became of a file. `moved`: false when somebody wrote to it meanwhile, so that it is looked at again. `waiting`:
 * nothing is in the status it is for. `stuck`: not the fault of the file.
 */
export type InboxEvent =
  | {
      readonly kind: 'ingested';
      readonly file: InboxFile;
      readonly report: IngestReport;
      readonly moved: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly file: InboxFile;
      readonly error: GovError;
      readonly rejects: readonly Reject[];
      readonly moved: boolean;
    }
  | { readonly kind: 'waiting'; readonly file: InboxFile }
  | { readonly kind: 'stuck'; readonly file: InboxFile; readonly error: GovError };

/** A report is kept, and goes from process to process: of so many files it tells one by one. */
const MAX_NOTES = 50;

/** A note a file; failed when a file is stuck, found when one was refused. */
export function reportInbox(
  events: readonly InboxEvent[],
  { files, unfinished, strays }: InboxListing,
  dryRun: boolean,
): JobReport {
  const notes = shorten([
    ...events.map((event) => describe(event, dryRun)),
    ...strays.map((message) => ({ level: 'warn', message, model: null, version: null }) as const),
  ]);
  const count = (kind: InboxEvent['kind']) => events.filter((event) => event.kind === kind).length;
  const message = (
    [
      [count('ingested'), dryRun ? 'to be ingested' : 'ingested'],
      [count('refused'), dryRun ? 'to be refused' : 'refused'],
      [count('waiting'), 'waiting for a version'],
      [count('stuck'), 'to be tried again'],
      [files.length - events.length, 'behind them'],
      [unfinished, 'still being written'],
    ] as const
  )
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
  const stuck = events.find((event) => event.kind === 'stuck');
  if (stuck !== undefined) {
    const { exitCode, hint } = stuck.error;
    return jobReport('failed', message, { exitCode, hint: hint ?? null, notes });
  }
  if (count('refused') > 0) {
    const hint = 'each has its reason beside it, in failed/';
    return jobReport('found', message, { hint, notes });
  }
  return message === ''
    ? jobReport('idle', 'nothing to ingest', { notes })
    : jobReport('ok', message, { notes });
}

/** What went wrong first. */
function shorten(notes: readonly JobNote[]): readonly JobNote[] {
  if (notes.length <= MAX_NOTES) return notes;
  const wrong = notes.filter(({ level }) => level !== 'info');
  const shown = [...wrong, ...notes.filter(({ level }) => level === 'info')].slice(0, MAX_NOTES);
  const message = `and ${notes.length - MAX_NOTES} more`;
  return [...shown, { level: 'info', message, model: null, version: null }];
}

function describe(event: InboxEvent, dryRun: boolean): JobNote {
  const { place, model, target } = event.file;
  const version = target === 'labels' ? null : target;
  const about = { model, version };
  const again =
    'moved' in event && !event.moved ? '; somebody wrote to it meanwhile: it is looked at again' : '';
  switch (event.kind) {
    case 'ingested':
      return {
        ...about,
        version: event.report.version,
        level: 'info',
        message: `${place}: ${dryRun ? 'would add ' : ''}${describeRows(event.report)}${again}`,
      };
    case 'refused':
      return { ...about, level: 'error', message: `${place}: not ingested: ${event.error.message}${again}` };
    case 'waiting':
      return { ...about, level: 'warn', message: `${place}: waits: nothing of ${model} is in ${target}` };
    case 'stuck':
      return { ...about, level: 'error', message: `${place}: ${event.error.message}` };
  }
}

function describeRows({ predictions, labels, rejected }: IngestReport): string {
  const { added = 0, duplicates = 0 } = predictions ?? labels ?? {};
  const what = predictions === null ? 'labels' : 'predictions';
  return [
    `${added} ${what}`,
    ...(duplicates === 0 ? [] : [`${duplicates} duplicates`]),
    ...(rejected.rows === 0 ? [] : [`${rejected.rows} bad rows left out`]),
  ].join(', ');
}
