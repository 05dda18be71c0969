/**
 * Adds numbers without rounding, so that their order does not matter, in the memory of a few numbers: for thousands of
 * sums at once. Keeps numbers of rising size, without common digits, that add up to the sum exactly (Shewchuk 1997).
 */
export class ExpansionSum {
  private readonly parts: number[] = [];

  /** @param value small enough for the sum to stay finite */
  add(value: number): void {
    const { parts } = this;
    let carried = value;
    let kept = 0;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] ?? 0;
      const sum = carried + part;
      const rest = Math.abs(carried) < Math.abs(part) ? carried - (sum - part) : part - (sum - carried);
      if (rest !== 0) parts[kept++] = rest;
      carried = sum;
    }
    parts.length = kept;
    parts.push(carried);
  }

  /** The sum, rounded once, to even where it lies half way: what Python's `math.fsum` gives. */
  total(): number {
    let index = this.parts.length - 1;
    let sum = this.parts[index] ?? 0;
    let rest = 0;
    while (index > 0 && rest === 0) {
      const part = this.parts[--index] ?? 0;
      const next = sum + part;
      rest = part - (next - sum);
      sum = next;
    }
    const below = this.parts[index - 1] ?? 0;
    // Half way between two doubles, what is below decides.
    if (rest !== 0 && Math.sign(rest) === Math.sign(below)) {
      const up = sum + rest * 2;
      if (up - sum === rest * 2) return up;
    }
    return sum;
  }
}
