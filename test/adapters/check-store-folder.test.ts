import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CheckStoreFolder } from '../../src/adapters/check-store-folder.js';
import type { CheckRecord } from '../../src/checks/check-record.js';
import type { StoredCheck } from '../../src/checks/ports.js';
import { exampleCheck } from '../checks/example-check.js';
import { locate, useTemporaryFolder } from './temporary-folder.js';

const inFolder = useTemporaryFolder();
const openStore = () => new CheckStoreFolder(locate(inFolder('checks'), 'models/.dharma/checks'));
const FILE = 'checks/elec-price/2026-01.jsonl';

async function readAll(model = 'elec-price'): Promise<StoredCheck[]> {
  const found: StoredCheck[] = [];
  for await (const stored of openStore().newestFirst(model)) found.push(stored);
  return found;
}

async function append(...records: readonly CheckRecord[]): Promise<void> {
  for (const record of records) await openStore().append(record);
}

const idsOf = (checks: readonly StoredCheck[]) =>
  checks.map((check) => ('record' in check ? check.record.id : `line ${check.damage.line}`));

describe('the store of checks', () => {
  it('gives back what it was given, the latest first, over the months', async () => {
    const february = exampleCheck(3, { at: '2026-02-03T00:00:00.000Z' });
    await append(exampleCheck(1), exampleCheck(2), february);
    expect(await readAll()).toEqual(
      [february, exampleCheck(2), exampleCheck(1)].map((record) => ({ record })),
    );
    expect(readdirSync(inFolder('checks/elec-price'))).toEqual(['2026-01.jsonl', '2026-02.jsonl']);
  });

  it('keeps models apart and knows nothing of a model without checks', async () => {
    await append(exampleCheck(1, { model: 'churn' }));
    expect(await readAll('elec-price')).toEqual([]);
    expect(idsOf(await readAll('churn'))).toEqual(['check-1']);
  });

  it('reads lines that are longer than what it reads at once, and text of any language', async () => {
    const records = [1, 2, 3].map((number) =>
      exampleCheck(number, { summary: 'überprüft 检查 '.repeat(9000) }),
    );
    await append(...records);
    expect(await readAll()).toEqual(records.reverse().map((record) => ({ record })));
  });

  it.each([1, 7, 200])(
    'names a line that was cut after %i bytes, and starts the next one anew',
    async (bytes) => {
      await append(exampleCheck(1), exampleCheck(2));
      const [first = ''] = readFileSync(inFolder(FILE), 'utf8').split('\n');
      truncateSync(inFolder(FILE), Buffer.byteLength(first) + 1 + bytes);
      await append(exampleCheck(3));
      const found = await readAll();
      expect(idsOf(found)).toEqual(['check-3', 'line 2', 'check-1']);
      expect(found[1]).toEqual({
        damage: {
          place: 'models/.dharma/checks/elec-price/2026-01.jsonl',
          line: 2,
          problem: 'not JSON: a check that was stopped while it wrote leaves such a line',
          isNewer: false,
        },
      });
    },
  );

  it.each([
    [
      'a changed figure',
      (text: string) => text.replace('"rows":1000', '"rows":1001'),
      /does not match its hash/,
    ],
    ['another verdict', (text: string) => text.replace('"verdict":"pass"', '"verdict":"fail"'), /hash/],
    ['a field that is none', (text: string) => text.replace('"rows"', '"row"'), /^row/],
    ['something else than an object', () => '[1]', /schemaVersion|object/i],
    ['null', () => 'null', /not a JSON object/],
    ['another format', (text: string) => text.replace('"schemaVersion":1', '"schemaVersion":9'), /format 9/],
  ])('names a line with %s', async (_, tamper, problem) => {
    await append(exampleCheck(1), exampleCheck(2), exampleCheck(3));
    const lines = readFileSync(inFolder(FILE), 'utf8').split('\n');
    writeFileSync(inFolder(FILE), lines.map((line, index) => (index === 1 ? tamper(line) : line)).join('\n'));
    const found = await readAll();
    expect(idsOf(found)).toEqual(['check-3', 'line 2', 'check-1']);
    expect(found[1]).toMatchObject({ damage: { problem: expect.stringMatching(problem) } });
  });

  it('knows a line of a later program from a damaged one', async () => {
    await append(exampleCheck(1));
    appendFileSync(inFolder(FILE), '{"schemaVersion":2,"more":true}\n');
    expect((await readAll())[0]).toMatchObject({
      damage: { problem: 'written in format 2, this program reads up to format 1', isNewer: true },
    });
  });

  it('reads on past random bytes and blank lines', async () => {
    await append(exampleCheck(1));
    appendFileSync(inFolder(FILE), Buffer.from([0xff, 0x00, 0x0a, 0x0a, 0x80, 0x0a]));
    await append(exampleCheck(2));
    expect(idsOf(await readAll())).toEqual(['check-2', 'line 4', 'line 2', 'check-1']);
  });

  it('refuses to write where something else than a file is', async () => {
    mkdirSync(inFolder('checks/elec-price'), { recursive: true });
    symlinkSync('/dev/null', inFolder(FILE));
    await expect(append(exampleCheck(1))).rejects.toMatchObject({
      kind: 'input',
      message: 'cannot write models/.dharma/checks/elec-price/2026-01.jsonl: it is not a regular file',
    });
    expect(await readAll().catch(({ message }) => message)).toMatch(/not a regular file/);
  });

  it('says in one line that a file may not be written', async (context) => {
    context.skip(
      process.getuid?.() === 0,
      'root may write every file; the fault tests of the store try it with EACCES',
    );
    await append(exampleCheck(1));
    chmodSync(inFolder(FILE), 0o400);
    await expect(append(exampleCheck(2))).rejects.toMatchObject({
      kind: 'forbidden',
      message: 'cannot write models/.dharma/checks/elec-price/2026-01.jsonl: permission denied',
    });
  });
});
