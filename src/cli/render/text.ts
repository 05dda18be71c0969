/**
 * Makes text from a file or a user safe to print: control characters could move the cursor, change the title or hide
 * what stands there, and bidirectional marks could reorder it.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    character === '\u200d' ? character : '\ufffd',
  );
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1316` -> `1.3 KiB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

/** `13593` -> `13,593`, the same in every locale. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 version`, `2 versions`; `plural(2, 'entry', 'entries')` for the others. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

/** An instant to the second, as people write it: `1998-03-01 00:00:00Z`. */
export function formatInstant(instant: string): string {
  return instant.replace('T', ' ').replace(/\.\d+Z$/, 'Z');
}

/** A figure to three digits; `-` for one that could not be told. */
export function formatFigure(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(3)));
}

/** Two columns of a terminal each. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60]/u;
/** None: accents and the like, which stand on the character before. */
const JOINING = /[\p{M}\u200d]/u;

function columnsOf(character: string): number {
  if (character < '\u0300') return 1;
  if (JOINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** How much room printable text takes on a terminal. */
export function displayColumns(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOf(character);
  return columns;
}

/** Text of so many columns at most, the last one saying that there is more. */
export function clip(text: string, columns: number): string {
  if (displayColumns(text) <= columns) return text;
  let [clipped, room] = ['', columns - 1];
  for (const character of text) {
    room -= columnsOf(character);
    if (room < 0) break;
    clipped += character;
  }
  return `${clipped}…`;
}

/** Lines of so many columns at most, broken at spaces; a word that is longer stays whole. */
export function wrap(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayColumns(longer) <= columns || line === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
