import { expect, test } from 'vitest';
import { sha256 } from '../../src/adapters/sha256.js';
import { type AuditFinding, auditLog } from '../../src/commit-log/audit.js';
import { EMPTY_HEAD, hashOfEntry, headOf, type LogEntry, type LogEvent } from '../../src/commit-log/entry.js';
import type { RawLogFile } from '../../src/commit-log/port.js';
import { fileOf, makeChain } from './chains.js';

const CHAIN = makeChain(8);
const OTHER = makeChain(8, 'eve');

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}

/** An entry changed and sealed anew, as somebody would who knows the format. */
function reseal(entry: LogEntry<LogEvent>, change: Partial<LogEntry<LogEvent>>): LogEntry<LogEvent> {
  const changed = { ...entry, ...change };
  return { ...changed, hash: hashOfEntry(changed, sha256) };
}

function audit(files: readonly RawLogFile[], expected: Partial<Parameters<typeof auditLog>[2]> = {}) {
  return auditLog(files, sha256, { expectedHead: null, snapshotHead: null, ...expected });
}

/** Which kinds of fault are found where. */
function faults(findings: readonly AuditFinding[]): [AuditFinding['kind'], AuditFinding['generation']][] {
  return findings.map(({ kind, generation }) => [kind, generation]);
}

/** The chain with generation 4 (index 3) treated by `change`. */
function withFourth(change: (entry: LogEntry<LogEvent>) => RawLogFile): RawLogFile[] {
  return CHAIN.map((entry) => (entry.generation === 4 ? change(entry) : fileOf(entry)));
}

test('a log as it was written has no findings, its head and its number of entries', () => {
  const report = audit(CHAIN.map((entry) => fileOf(entry)));
  expect(report).toEqual({ findings: [], entries: 8, head: headOf(at(CHAIN, 7)) });
});

test('an empty log has no findings', () => {
  expect(audit([])).toEqual({ findings: [], entries: 0, head: EMPTY_HEAD });
});

test('the order in which the files are given does not matter', () => {
  expect(audit(CHAIN.map((entry) => fileOf(entry)).reverse()).findings).toEqual([]);
});

test.each<[string, RawLogFile[], [AuditFinding['kind'], number | null][]]>([
  [
    'a changed value, at its own entry and nowhere else',
    withFourth((entry) => ({ ...fileOf(entry), text: fileOf(entry).text?.replace('"ada"', '"bob"') })),
    [['edited', 4]],
  ],
  [
    'a changed value sealed anew, at its own entry',
    withFourth((entry) => fileOf(reseal(entry, { actor: 'bob' }))),
    [['replaced', 4]],
  ],
  ['a changed seal', withFourth((entry) => fileOf({ ...entry, hash: 'f'.repeat(64) })), [['edited', 4]]],
  [
    'the same values in other bytes',
    withFourth((entry) => ({ ...fileOf(entry), text: JSON.stringify(entry, null, 2) })),
    [['edited', 4]],
  ],
  [
    'a key given twice, of which JSON keeps the true one',
    withFourth((entry) => ({ ...fileOf(entry), text: fileOf(entry).text?.replace('{', '{"actor":"bob",') })),
    [['edited', 4]],
  ],
  ['an empty file', withFourth((entry) => ({ ...fileOf(entry), text: '' })), [['damaged', 4]]],
  [
    'something that is JSON but no entry',
    withFourth((entry) => ({ ...fileOf(entry), text: '[]' })),
    [['damaged', 4]],
  ],
  [
    'a file that cannot be read',
    withFourth((entry) => ({ name: fileOf(entry).name, text: undefined, problem: 'permission denied' })),
    [['damaged', 4]],
  ],
  ['an entry of another log', withFourth(() => fileOf(at(OTHER, 3))), [['replaced', 4]]],
  [
    'a last entry of another log',
    [...CHAIN.slice(0, 7).map((entry) => fileOf(entry)), fileOf(at(OTHER, 7))],
    [['replaced', 8]],
  ],
  [
    'a first entry of another log',
    [fileOf(at(OTHER, 0)), ...CHAIN.slice(1).map((entry) => fileOf(entry))],
    [['replaced', 1]],
  ],
  [
    'a first entry that names a predecessor',
    [fileOf(reseal(at(CHAIN, 0), { previousHash: 'a'.repeat(64) }))],
    [['replaced', 1]],
  ],
  [
    'an entry removed from the middle',
    CHAIN.filter((_, index) => index !== 3).map((entry) => fileOf(entry)),
    [['missing', 4]],
  ],
  ['the beginning removed', CHAIN.slice(2).map((entry) => fileOf(entry)), [['missing', 1]]],
  [
    'an entry removed and the later files renamed to close the gap',
    CHAIN.filter((_, index) => index !== 3).map((entry, index) => fileOf(entry, index + 1)),
    [['misplaced', 4]],
  ],
  [
    'a forged entry inserted and the later files renamed to make room',
    [
      ...CHAIN.slice(0, 3).map((entry) => fileOf(entry)),
      fileOf(reseal(at(CHAIN, 3), { actor: 'mallory' })),
      ...CHAIN.slice(3).map((entry) => fileOf(entry, entry.generation + 1)),
    ],
    [['misplaced', 5]],
  ],
  [
    'two files exchanged',
    CHAIN.map((entry) => fileOf(entry, { 4: 5, 5: 4 }[entry.generation] ?? entry.generation)),
    [
      ['misplaced', 4],
      ['misplaced', 5],
    ],
  ],
  [
    'two entries exchanged and sealed anew',
    CHAIN.map((entry) => {
      const other = { 4: 5, 5: 4 }[entry.generation];
      return fileOf(
        other === undefined ? entry : reseal(at(CHAIN, other - 1), { generation: entry.generation }),
      );
    }),
    [
      ['replaced', 4],
      ['replaced', 5],
    ],
  ],
  [
    'an entry of a format of the future',
    withFourth((entry) => ({ ...fileOf(entry), text: '{"schemaVersion":2}' })),
    [['newer-format', 4]],
  ],
  [
    'a file that does not belong there',
    [...CHAIN.map((entry) => fileOf(entry)), { name: '4.json', text: 'x' }],
    [['unknown-file', null]],
  ],
])('names %s', (_what, files, expected) => {
  expect(faults(audit(files).findings)).toEqual(expected);
});

test('every fault of a log is named, in the order of the log', () => {
  const files = CHAIN.flatMap((entry) => {
    if (entry.generation === 2) return { ...fileOf(entry), text: fileOf(entry).text?.replace('ada', 'bob') };
    if (entry.generation === 4) return [];
    if (entry.generation === 6) return { ...fileOf(entry), text: 'junk' };
    return fileOf(entry);
  });
  const report = audit(files);
  expect(faults(report.findings)).toEqual([
    ['edited', 2],
    ['missing', 4],
    ['damaged', 6],
  ]);
  expect(report).toMatchObject({ entries: 5, head: headOf(at(CHAIN, 7)) });
});

test('a gap of a billion generations is one finding that names the first and the last file', () => {
  const files = [...CHAIN.map((entry) => fileOf(entry)), { name: '001000000000.json', text: 'x' }];
  const [gap, junk] = audit(files).findings;
  expect(gap).toMatchObject({ kind: 'missing', place: '000000000009.json to 000999999999.json' });
  expect(junk).toMatchObject({ kind: 'damaged', generation: 1_000_000_000 });
});

test('a log cut short is found by a hash noted down before, which a log that has grown still holds', () => {
  const noted = at(CHAIN, 5).hash;
  const short = CHAIN.slice(0, 5).map((entry) => fileOf(entry));
  expect(audit(short).findings).toEqual([]);
  expect(faults(audit(short, { expectedHead: noted }).findings)).toEqual([['cut-short', null]]);
  expect(
    audit(
      CHAIN.map((entry) => fileOf(entry)),
      { expectedHead: noted },
    ).findings,
  ).toEqual([]);
});

test('a log cut short is found by the snapshot that was folded from more', () => {
  const short = CHAIN.slice(0, 5).map((entry) => fileOf(entry));
  const findings = audit(short, { snapshotHead: headOf(at(CHAIN, 7)) }).findings;
  expect(faults(findings)).toEqual([['cut-short', 8]]);
});

test('a whole log exchanged for another one is found by the snapshot', () => {
  const files = OTHER.map((entry) => fileOf(entry));
  expect(faults(audit(files, { snapshotHead: headOf(at(CHAIN, 7)) }).findings)).toEqual([['replaced', 8]]);
});

test('a damaged entry is not reported again for being the expected one', () => {
  const files = withFourth((entry) => ({
    ...fileOf(entry),
    text: fileOf(entry).text?.replace('ada', 'bob'),
  }));
  const fourth = headOf(at(CHAIN, 3));
  expect(faults(audit(files, { expectedHead: fourth.hash, snapshotHead: fourth }).findings)).toEqual([
    ['edited', 4],
  ]);
});
