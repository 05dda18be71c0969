const DAY_MS = 86_400_000;

/**
 * The instants at which the clocks of a zone show a time. Where they are put back there are two, and where they are put
 * forward none: then the ones on either side of the gap.
 * @param zone IANA name
 * @param localMs the time that the clocks show, as milliseconds since 1970 if it were UTC
 * @returns milliseconds since 1970; alike but for those two cases
 */
export function instantsOfLocalTime(zone: string, localMs: number): { first: number; last: number } {
  // No zone changes its offset twice within two days.
  const offsets = [zoneOffsetMs(zone, localMs - DAY_MS), zoneOffsetMs(zone, localMs + DAY_MS)];
  const candidates = offsets.map((offsetMs) => localMs - offsetMs);
  const real = candidates.filter((at) => at + zoneOffsetMs(zone, at) === localMs);
  const instants = real.length > 0 ? real : candidates;
  return { first: Math.min(...instants), last: Math.max(...instants) };
}

/** What the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function zoneOffsetMs(zone: string, at: number): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** By zone: a format takes longer to make than a hundred times to use. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  FORMATS.set(zone, format);
  return format;
}
