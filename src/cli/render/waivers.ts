import type { ListedWaiver } from '../../governance/gates/list-waivers.js';
import { describeStep } from './alerts.js';
import type { Screen } from './screen.js';
import { formatInstant, printable } from './text.js';

/** `minimum/accuracy for production until 2026-12-01 00:00:00Z, with 1.2.0, 2026-11-24 12:00:00Z by ada: why`. */
export function describeWaiver(waiver: ListedWaiver): string {
  return `${describeExtent(waiver)}, ${describeOrigin(waiver)}`;
}

/** A waiver that counts now, and where it comes from. */
export function renderStandingWaiver(screen: Screen, model: string, waiver: ListedWaiver): string {
  const extent = screen.yellow(printable(`waived: ${describeExtent(waiver)}`));
  return `${screen.bold(model)}  ${extent}\n   ${printable(describeOrigin(waiver))}`;
}

function describeExtent({ gate, to, until, state }: ListedWaiver): string {
  const validity = until === null ? 'once' : `until ${formatInstant(until)}`;
  return `${gate} for ${to} ${validity}${state === 'expired' ? ' (over)' : ''}`;
}

function describeOrigin(waiver: ListedWaiver): string {
  return `with ${waiver.version}, ${describeStep(waiver)}`;
}
