import { requireWithin } from './inputs.js';

/** Points from one x to another that have one level: `sum / weight`. */
export interface IsotonicBlock {
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
  private readonly fitted: IsotonicBlock[];

  /** @param blocks of an earlier fit */
  constructor(blocks: readonly IsotonicBlock[] = []) {
    this.fitted = [...blocks];
  }

  get blocks(): readonly IsotonicBlock[] {
    return this.fitted;
  }

  /**
   * Points must come with ascending x, each x once.
   * @param sum of the y at x
   * @param weight how many there are
   * @throws RangeError when x does not ascend.
   */
  add(x: number, sum: number, weight: number): void {
    requireWithin('x', x, this.blocks.at(-1)?.to ?? x, Number.MAX_VALUE);
    let block: IsotonicBlock = { from: x, to: x, sum, weight };
    for (;;) {
      const before = this.blocks.at(-1);
      if (before === undefined || before.sum * block.weight < block.sum * before.weight) break;
      this.fitted.pop();
      block = {
        from: before.from,
        to: x,
        sum: before.sum + block.sum,
        weight: before.weight + block.weight,
      };
    }
    this.fitted.push(block);
  }

  /** @throws RangeError when nothing was fitted. */
  at(x: number): number {
    return this.locate(x).reduce((sum, { block, share }) => sum + share * this.meanOf(block), 0);
  }

  /**
   * The blocks that the value at x comes from, by their number, and the share of each: one, or two between them.
   * @throws RangeError when nothing was fitted.
   */
  locate(x: number): { readonly block: number; readonly share: number }[] {
    const next = this.firstEndingAtOrAfter(x);
    const after = this.blocks[next];
    const before = this.blocks[next - 1];
    if (after === undefined) {
      if (before === undefined) throw new RangeError('expected at least one point, got none');
      return [{ block: next - 1, share: 1 }];
    }
    if (before === undefined || x >= after.from) return [{ block: next, share: 1 }];
    const share = (x - before.to) / (after.from - before.to);
    return [
      { block: next - 1, share: 1 - share },
      { block: next, share },
    ];
  }

  /**
   * How far the level of each block may be off by chance, where y are successes of that many trials: the variance of its
   * Beta posterior under a uniform prior, which is not 0 where all trials agree.
   */
  variances(): number[] {
    return this.blocks.map(({ sum, weight }) => {
      const mean = (sum + 1) / (weight + 2);
      return (mean * (1 - mean)) / (weight + 3);
    });
  }

  private meanOf(block: number): number {
    const { sum, weight } = this.blocks[block] ?? { sum: Number.NaN, weight: 1 };
    return sum / weight;
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
