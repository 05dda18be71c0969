import { requireWithin } from './inputs.js';

interface Block {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly weight: number;
}

/**
 * Least-squares fit of a function that never falls, by pooling adjacent violators (Barlow et al. 1972). Between blocks
 * it is interpolated linearly, beyond the first and the last it stays level: what scikit-learn's IsotonicRegression
 * does with `out_of_bounds="clip"`.
 */
export class IsotonicRegression {
  private readonly blocks: Block[] = [];

  /**
   * Points must come with ascending x, each x once.
   * @param sum of the y at x
   * @param weight how many there are
   * @throws RangeError when x does not ascend.
   */
  add(x: number, sum: number, weight: number): void {
    requireWithin('x', x, this.blocks.at(-1)?.to ?? x, Number.MAX_VALUE);
    let block: Block = { from: x, to: x, sum, weight };
    for (;;) {
      const before = this.blocks.at(-1);
      if (before === undefined || before.sum * block.weight < block.sum * before.weight) break;
      this.blocks.pop();
      block = {
        from: before.from,
        to: x,
        sum: before.sum + block.sum,
        weight: before.weight + block.weight,
      };
    }
    this.blocks.push(block);
  }

  /** @throws RangeError when nothing was fitted. */
  at(x: number): number {
    const next = this.firstEndingAtOrAfter(x);
    const after = this.blocks[next];
    const before = this.blocks[next - 1];
    if (after === undefined) {
      if (before === undefined) throw new RangeError('expected at least one point, got none');
      return meanOf(before);
    }
    if (before === undefined || x >= after.from) return meanOf(after);
    const share = (x - before.to) / (after.from - before.to);
    return meanOf(before) + share * (meanOf(after) - meanOf(before));
  }

  private firstEndingAtOrAfter(x: number): number {
    let [low, high] = [0, this.blocks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.blocks[middle]?.to ?? Number.POSITIVE_INFINITY) >= x) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function meanOf({ sum, weight }: Block): number {
  return sum / weight;
}
