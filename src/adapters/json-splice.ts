import { isJsonObject, type JsonObject, printedKeys, renderSorted } from './sorted-json.js';

/**
 * Turns the text of `before` into that of `after`, touching only members that are not the same value, or the very same
 * object, in both. To lay out 10,000 versions anew takes ten times as long.
 * @param text as `renderSorted` prints `before`, perhaps with other members in front
 * @returns undefined when there is no short way: members are gone, or the text is laid out differently
 */
export function spliceJson(text: Buffer, before: JsonObject, after: JsonObject): Buffer | undefined {
  const splice = new Splice(text);
  return keepsMembers(before, after) && splice.change(before, after, '\n  ') ? splice.result() : undefined;
}

/** Goes through a text once, from its start to its end. A line's indentation says which object it belongs to. */
class Splice {
  private readonly pieces: Uint8Array[] = [];
  /** How much of the text is in `pieces`, or was left out. */
  private done = 0;
  /** Where the next search starts. */
  private position = 0;

  constructor(private readonly text: Buffer) {}

  result(): Buffer {
    return Buffer.concat([...this.pieces, this.text.subarray(this.done)]);
  }

  /**
   * Changes the object that the position is in, or that comes next.
   * @param margin what each line of its members begins with
   * @returns false when a member is not where it should be
   */
  change(before: JsonObject, after: JsonObject, margin: string): boolean {
    let found: string | undefined;
    let last = '';
    let added: string[] = [];
    for (const key of printedKeys(after)) {
      const value = after[key];
      const line = `${margin}${JSON.stringify(key)}: `;
      if (!Object.hasOwn(before, key)) {
        added.push(line + renderValue(value, margin));
        continue;
      }
      last = line;
      const old = before[key];
      if (old === value && added.length === 0) continue;
      if (!this.find(line)) return false;
      found = line;
      this.replace(this.position, added.map((member) => `${member},`).join(''));
      added = [];
      if (old === value) continue;
      this.position += Buffer.byteLength(line);
      const isChanged =
        isJsonObject(old) && isJsonObject(value) && keepsMembers(old, value)
          ? this.change(old, value, `${margin}  `)
          : this.replace(this.endOfValue(margin), renderValue(value, margin));
      if (!isChanged) return false;
    }
    if (added.length === 0) return true;
    // The long line of the last member is found much faster than the short one that ends the object.
    if (found !== last && !this.find(last)) return false;
    if (!this.find(`${margin.slice(0, -'  '.length)}}`)) return false;
    return this.replace(this.position, added.map((member) => `,${member}`).join(''));
  }

  private find(line: string): boolean {
    const position = this.text.indexOf(line, this.position);
    if (position >= 0) this.position = position;
    return position >= 0;
  }

  /** Where the value that the position is at ends; -1 when it does not. */
  private endOfValue(margin: string): number {
    const endOfLine = this.text.indexOf('\n', this.position);
    const lastByte = this.text.toString('latin1', endOfLine - 1, endOfLine);
    if (lastByte === ',') return endOfLine - 1;
    if (lastByte !== '{' && lastByte !== '[') return endOfLine;
    const closing = margin + (lastByte === '{' ? '}' : ']');
    const start = this.text.indexOf(closing, endOfLine);
    return start < 0 ? -1 : start + closing.length;
  }

  /** Puts `replacement` in the place of what lies between the position and `end`. */
  private replace(end: number, replacement: string): boolean {
    if (end < this.position) return false;
    this.pieces.push(this.text.subarray(this.done, this.position), Buffer.from(replacement));
    this.position = end;
    this.done = end;
    return true;
  }
}

/** Whether `before` has members, so that they are printed on lines of their own, and `after` has them all too. */
function keepsMembers(before: JsonObject, after: JsonObject): boolean {
  const keys = Object.keys(before);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(after, key) && after[key] !== undefined);
}

function renderValue(value: unknown, margin: string): string {
  return renderSorted(value).replaceAll('\n', margin);
}
