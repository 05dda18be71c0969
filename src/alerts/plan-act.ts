import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import { type Alert, NO_ALERTS } from '../registry/alert.js';
import type { Plan } from '../registry/plan.js';
import { findModel, type Model, type RegistryState } from '../registry/state.js';

/** `elec-price:3` -> its model and number. @throws GovError usage for anything else. */
function parseAlertId(text: string): { readonly id: string; readonly model: string } {
  const match = /^([A-Za-z0-9][A-Za-z0-9._-]{0,99}):([1-9]\d{0,14})$/.exec(text);
  if (match?.[1] !== undefined) return { id: text, model: match[1] };
  throw new GovError('usage', `alert: expected an id such as elec-price:3, got ${JSON.stringify(text)}`, {
    hint: 'dharma-gov alerts lists them',
  });
}

/** The open and acknowledged alerts of a model, in the order they were opened. */
export function unresolvedAlerts({ alerts }: Model): Alert[] {
  return Object.values((alerts ?? NO_ALERTS).unresolved).sort((a, b) => numberOf(a.id) - numberOf(b.id));
}

function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}

/**
 * Plans that somebody has seen an alert. No events when it is acknowledged already.
 * @throws GovError input for an unknown id, denied when it is resolved.
 */
export function planAcknowledgement(state: RegistryState, id: string): Plan {
  const alert = findAlert(state, id);
  if (alert === 'resolved') {
    throw new GovError('denied', `alert ${id} is resolved`, {
      hint: 'when its rule fires again, that is a new alert',
    });
  }
  const { model, acknowledged } = alert;
  return {
    action: 'alert',
    events: acknowledged === null ? [{ type: 'alert-acknowledged', model, id }] : [],
  };
}

/**
 * Plans that an alert is over. No events when it is resolved already.
 * @throws GovError input for an unknown id.
 */
export function planResolution(state: RegistryState, id: string): Plan {
  const alert = findAlert(state, id);
  return {
    action: 'alert',
    events:
      alert === 'resolved' ? [] : [{ type: 'alert-resolved', model: alert.model, id, cause: 'request' }],
  };
}

function findAlert(state: RegistryState, text: string): Alert | 'resolved' {
  const { id, model } = parseAlertId(text);
  const { opened, unresolved } = findModel(state, model)?.alerts ?? NO_ALERTS;
  const alert = unresolved[id];
  if (alert !== undefined) return alert;
  if (numberOf(id) <= opened) return 'resolved';
  throw new GovError('input', `no alert ${id}`, {
    hint: suggestWord(
      id,
      Object.values(state.models)
        .flatMap(unresolvedAlerts)
        .map((known) => known.id),
    ),
  });
}
