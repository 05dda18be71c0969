import { EMPTY_HEAD, GENESIS_HASH, headOf, type LogHead, type Sha256 } from './entry.js';
import { generationOfFileName, logFileName } from './file-name.js';
import { type InspectedFile, inspectFile } from './inspect-file.js';
import type { RawLogFile } from './port.js';

export interface AuditFinding {
  readonly kind:
    | 'damaged' // not an entry at all
    | 'edited' // an entry, but not the one that was sealed
    | 'newer-format'
    | 'misplaced' // an entry under another one's name
    | 'replaced' // an entry that those around it, or the snapshot, do not know
    | 'missing'
    | 'cut-short' // the end of the log is gone
    | 'unknown-file'
    | 'contradiction' // sealed, but not after what came before
    | 'snapshot-differs'; // the snapshot is not the fold of the log
  /** The first generation concerned; null when the finding is not about any. */
  readonly generation: number | null;
  /** The file, or the first and the last of several. */
  readonly place: string;
  readonly problem: string;
}

export interface AuditReport {
  /** In the order of the log; empty when it is as it was written. */
  readonly findings: readonly AuditFinding[];
  /** How many files hold an intact entry. */
  readonly entries: number;
  /** The last intact entry. */
  readonly head: LogHead;
}

export interface AuditExpectations {
  /** The hash of an entry, noted down elsewhere. The log must hold it, and may have grown since. */
  readonly expectedHead: string | null;
  /** What the snapshot says that it was folded from. */
  readonly snapshotHead: LogHead | null;
}

/**
 * Names everything that is wrong with a log, going on past damage. A fault is reported where it is, not at each entry
 * after it.
 */
export function auditLog(
  files: readonly RawLogFile[],
  sha256: Sha256,
  expectations: AuditExpectations,
): AuditReport {
  const unknown: AuditFinding[] = [];
  const inspected: InspectedFile[] = [];
  for (const file of files) {
    const generation = generationOfFileName(file.name);
    if (generation === undefined) unknown.push(unknownFile(file));
    else inspected.push(inspectFile(file, generation, sha256));
  }
  inspected.sort((a, b) => a.generation - b.generation);
  const findings = [
    ...findGaps(inspected),
    ...findFaultyFiles(inspected),
    ...findMisplacedRuns(inspected),
    ...findBrokenLinks(inspected),
    ...checkSnapshotHead(expectations.snapshotHead, inspected),
  ].sort((a, b) => (a.generation ?? 0) - (b.generation ?? 0));
  const intact = inspected.flatMap((file) => (file.kind === 'intact' ? file.entry : []));
  const last = intact.at(-1);
  return {
    findings: [...findings, ...checkExpectedHead(expectations.expectedHead, inspected), ...unknown],
    entries: intact.length,
    head: last === undefined ? EMPTY_HEAD : headOf(last),
  };
}

function unknownFile({ name, problem }: RawLogFile): AuditFinding {
  const what = 'no file of this log has such a name';
  return {
    kind: 'unknown-file',
    generation: null,
    place: name,
    problem: problem === undefined ? what : `${what}; ${problem}`,
  };
}

function findGaps(files: readonly InspectedFile[]): AuditFinding[] {
  return files.flatMap(({ generation }, index) => {
    const first = (files[index - 1]?.generation ?? 0) + 1;
    if (first === generation) return [];
    const place = placeOf(first, generation - 1);
    return { kind: 'missing', generation: first, place, problem: 'missing, though later entries are there' };
  });
}

function findFaultyFiles(files: readonly InspectedFile[]): AuditFinding[] {
  return files.flatMap((file) => {
    if (file.kind === 'intact' || file.kind === 'misplaced') return [];
    return { kind: file.kind, generation: file.generation, place: file.name, problem: file.problem };
  });
}

/** One finding for all files that are off by the same number: inserting an entry moves every later one. */
function findMisplacedRuns(files: readonly InspectedFile[]): AuditFinding[] {
  const findings: AuditFinding[] = [];
  let run: { first: number; last: number; shift: number } | undefined;
  const closeRun = () => {
    if (run !== undefined) findings.push(describeRun(run.first, run.last, run.shift));
    run = undefined;
  };
  for (const file of files) {
    const shift = file.kind === 'misplaced' ? file.sealedFor - file.generation : 0;
    if (run !== undefined && run.shift === shift && run.last === file.generation - 1) {
      run.last = file.generation;
      continue;
    }
    closeRun();
    if (shift !== 0) run = { first: file.generation, last: file.generation, shift };
  }
  closeRun();
  return findings;
}

function describeRun(first: number, last: number, shift: number): AuditFinding {
  const held =
    first === last
      ? `holds the entry of generation ${first + shift}`
      : `hold the entries of generations ${first + shift} to ${last + shift}`;
  const problem = `${held}: files were inserted, removed or renamed`;
  return { kind: 'misplaced', generation: first, place: placeOf(first, last), problem };
}

/** Looks only at pairs of intact neighbours: every other break is reported for what caused it. */
function findBrokenLinks(files: readonly InspectedFile[]): AuditFinding[] {
  const suspects = new Map<number, AuditFinding>();
  const [first] = files;
  if (first?.generation === 1 && first.kind === 'intact' && first.entry.previousHash !== GENESIS_HASH) {
    suspects.set(1, replaced(1, 'it does not begin a log: it names a predecessor'));
  }
  for (const [index, later] of files.entries()) {
    const earlier = files[index - 1];
    if (earlier === undefined || follows(earlier, later) !== false) continue;
    // Of the two, the one is suspect that nothing after it vouches for.
    const next = files[index + 1];
    const vouchedFor = next !== undefined && follows(later, next) === true;
    const suspect = (vouchedFor ? earlier : later).generation;
    suspects.set(
      suspect,
      replaced(
        suspect,
        `generation ${later.generation} was written after another generation ${earlier.generation} than this one: ` +
          'one of the two was replaced, or comes from another log',
      ),
    );
  }
  return [...suspects.values()];
}

/** Whether `later` was sealed on top of `earlier`; undefined when they cannot tell. */
function follows(earlier: InspectedFile, later: InspectedFile): boolean | undefined {
  if (earlier.kind !== 'intact' || later.kind !== 'intact') return undefined;
  if (later.generation !== earlier.generation + 1) return undefined;
  return later.entry.previousHash === earlier.entry.hash;
}

function checkSnapshotHead(head: LogHead | null, files: readonly InspectedFile[]): AuditFinding[] {
  if (head === null || head.generation === 0) return [];
  const { generation } = head;
  const file = files.find((candidate) => candidate.generation === generation);
  if (file === undefined && (files.at(-1)?.generation ?? 0) < generation) {
    const problem = 'missing at the end of the log, though the snapshot was folded from it';
    return [{ kind: 'cut-short', generation, place: logFileName(generation), problem }];
  }
  if (file?.kind === 'intact' && file.entry.hash !== head.hash) {
    return [
      replaced(generation, `the snapshot was folded from another generation ${generation} than this one`),
    ];
  }
  return [];
}

function checkExpectedHead(expected: string | null, files: readonly InspectedFile[]): AuditFinding[] {
  if (expected === null || files.some(({ seal }) => seal === expected)) return [];
  const problem = `no entry has the expected hash ${expected}: the end was cut off, or this is another log`;
  return [{ kind: 'cut-short', generation: null, place: 'end of the log', problem }];
}

function replaced(generation: number, problem: string): AuditFinding {
  return { kind: 'replaced', generation, place: logFileName(generation), problem };
}

function placeOf(first: number, last: number): string {
  return first === last ? logFileName(first) : `${logFileName(first)} to ${logFileName(last)}`;
}
