import type { ListedWaiver } from '../../governance/gates/list-waivers.js';
import { describeStep } from './alerts.js';
import type { Screen } from './screen.js';
import { formatInstant, printable } from './text.js';

/** `minimum/accuracy for production until 2026-12-01 00:00:00Z, with 1.2.0 2026-11-24 12:00:00Z by ada: why`. */
export function describeWaiver(waiver: ListedWaiver): string {
  const { gate, to, version, until, state } = waiver;
  const validity = until === null ? 'once' : `until ${formatInstant(until)}`;
  const end = state === 'expired' ? ' (over)' : '';
  return `${gate} for ${to} ${validity}${end}, with ${version} ${describeStep(waiver)}`;
}

/** A waiver that counts now, in a line. */
export function renderStandingWaiver(screen: Screen, model: string, waiver: ListedWaiver): string {
  return `${screen.bold(model)}  ${screen.yellow('waived')}  ${printable(describeWaiver(waiver))}`;
}
