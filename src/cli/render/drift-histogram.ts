import type { ScoredBin } from '../../drift/scored-bins.js';

const LEVELS = '▁▂▃▄▅▆▇█';
const EMPTY = '·';
/** Bars that a table still has room for. */
const MAX_BARS = 12;

/**
 * The two distributions as bars of one scale, so that they can be compared by eye. An empty bin is a dot; the rarest
 * categories share a bar where there are too many.
 */
export function drawHistograms(bins: readonly ScoredBin[]): { reference: string; current: string } {
  const bars = joinRare(bins);
  const reference = sharesOf(bars.map((bin) => bin.reference));
  const current = sharesOf(bars.map((bin) => bin.current));
  const tallest = Math.max(...reference, ...current);
  return { reference: drawBars(reference, tallest), current: drawBars(current, tallest) };
}

function joinRare(bins: readonly ScoredBin[]): Pick<ScoredBin, 'reference' | 'current'>[] {
  if (bins.length <= MAX_BARS) return [...bins];
  const values = bins.filter(({ kind }) => kind === 'value' || kind === 'range');
  const pools = bins.filter(({ kind }) => kind !== 'value' && kind !== 'range');
  const shown = values.slice(0, MAX_BARS - pools.length - 1);
  const rest = values.slice(shown.length);
  const total = (side: 'reference' | 'current') => rest.reduce((sum, bin) => sum + bin[side], 0);
  return [...shown, { reference: total('reference'), current: total('current') }, ...pools];
}

function sharesOf(counts: readonly number[]): number[] {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / rows);
}

function drawBars(shares: readonly number[], tallest: number): string {
  return shares
    .map((share) =>
      share === 0 ? EMPTY : (LEVELS[Math.max(0, Math.ceil((share / tallest) * LEVELS.length) - 1)] ?? ''),
    )
    .join('');
}
