import type { CheckRecord } from '../../checks/check-record.js';

/** `1997-05-01 to 1997-06-01`, as far as the window is bounded. */
export function describeSpan({ from, to }: CheckRecord['window']): string {
  if (from === null && to === null) return 'all';
  if (from === null) return `before ${shorten(to)}`;
  return to === null ? `from ${shorten(from)}` : `${shorten(from)} to ${shorten(to)}`;
}

/** Midnight needs no time of day, and nobody reads seconds. */
function shorten(instant: string | null): string {
  return (instant ?? '')
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, 'Z')
    .replace(' 00:00Z', '');
}
