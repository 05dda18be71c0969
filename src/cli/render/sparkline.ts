const LEVELS = '▁▂▃▄▅▆▇█';
const MISSING = '·';
/** As much as a line has room for. */
const MAX_POINTS = 24;

/**
 * Values as bars from the lowest to the highest of them, a dot for a value that is not known.
 * @param maxPoints of more values than this the last ones are shown
 */
export function drawTrend(values: readonly (number | null)[], maxPoints = MAX_POINTS): string {
  const shown = values.slice(-maxPoints);
  const known = shown.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return shown
    .map((value) => {
      if (value === null) return MISSING;
      const height = high === low ? 0.5 : (value - low) / (high - low);
      return LEVELS[Math.min(LEVELS.length - 1, Math.floor(height * LEVELS.length))];
    })
    .join('');
}
