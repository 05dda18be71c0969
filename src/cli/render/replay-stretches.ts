import type { ReplayPeriod } from '../../watch/replay/replay-report.js';

/** A period in which something happened, or several in a row in which nothing did. */
export interface Stretch {
  readonly name: string;
  readonly periods: readonly [ReplayPeriod, ...ReplayPeriod[]];
  readonly last: ReplayPeriod;
}

/** Puts periods without events together as long as the same version is checked, and anything can be told of it. */
export function joinCalm(periods: readonly ReplayPeriod[]): Stretch[] {
  const joined: [ReplayPeriod, ...ReplayPeriod[]][] = [];
  for (const period of periods) {
    const current = joined.at(-1);
    if (current !== undefined && isSame(current[0], period)) current.push(period);
    else joined.push([period]);
  }
  return joined.map((stretch) => {
    const [first] = stretch;
    const last = stretch.at(-1) ?? first;
    const name = first === last ? first.name : `${first.name} to ${last.name}`;
    return { name, periods: stretch, last };
  });
}

function isSame(a: ReplayPeriod, b: ReplayPeriod): boolean {
  const isTold = ({ figures }: ReplayPeriod) => figures.length > 0;
  return a.events.length === 0 && b.events.length === 0 && a.version === b.version && isTold(a) === isTold(b);
}
