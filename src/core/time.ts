import { GovError } from './errors.js';

/** An instant: ISO-8601, UTC, millisecond precision, ending in `Z`. */
export type Instant = string;

const UNIT_MS: Record<string, number> = { s: 1e3, m: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8 };

/**
 * `"7d"`, `"36h"`, `"90m"`, `"30s"`, `"2w"` -> milliseconds.
 * @throws GovError usage, naming `label`, when the text is anything else.
 */
export function parseDuration(text: string, label: string): number {
  const durationMs = durationOf(text);
  if (durationMs === undefined) {
    throw new GovError('usage', `${label}: expected a duration, got "${text}"`, {
      hint: 'write a number and a unit: 90m, 24h, 7d or 2w',
    });
  }
  return durationMs;
}

export function isDuration(text: string): boolean {
  return durationOf(text) !== undefined;
}

function durationOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text.trim());
  const durationMs = Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
  return durationMs > 0 && Number.isFinite(durationMs) ? durationMs : undefined;
}

/**
 * A date (`1998-03-01`, midnight UTC) or a date-time with a zone (`1998-03-01T12:00:00Z`) -> Instant.
 * A date-time without a zone is refused: it would mean another instant on another machine.
 * @throws GovError usage, naming `label`.
 */
export function parseInstant(text: string, label: string): Instant {
  const shape =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/.exec(
      text.trim(),
    );
  const at = shape === null ? Number.NaN : Date.parse(text.trim().replace(' ', 'T'));
  // Date.parse rolls 30 February over into March; a day that does not exist must be an error.
  const dayExists =
    shape !== null &&
    Number(shape[3]) <= new Date(Date.UTC(Number(shape[1]), Number(shape[2]), 0)).getUTCDate();
  if (Number.isNaN(at) || !dayExists) {
    throw new GovError('usage', `${label}: expected a date or an instant with a zone, got "${text}"`, {
      hint: 'write 1998-03-01 (midnight UTC) or 1998-03-01T12:00:00Z',
    });
  }
  return new Date(at).toISOString();
}
