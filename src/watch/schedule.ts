import { Cron } from 'croner';
import { GovError } from '../core/errors.js';
import { type Instant, isDuration, parseDuration } from '../core/time.js';

/** When something is due after it was due before. */
export type Schedule =
  | { readonly kind: 'every'; readonly intervalMs: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly zone: string };

/**
 * @param text `90m`, a cron expression of five fields or of six with seconds, or `off`
 * @param zone IANA name of the zone that cron expressions are in
 * @param place where it stands, for messages: `watch.schedules.drift`
 * @returns null for `off`
 * @throws GovError config for anything else, and for an unknown zone.
 */
export function parseSchedule(text: string, zone: string, place: string): Schedule | null {
  if (text === 'off') return null;
  if (isDuration(text)) return { kind: 'every', intervalMs: parseDuration(text, place) };
  try {
    // Some expressions are well formed and never come, 30 February for example.
    if (openCron(text, zone).nextRun() !== null) return { kind: 'cron', expression: text, zone };
  } catch (cause) {
    throw new GovError('config', `${place}: ${JSON.stringify(text)} in zone ${zone} is no schedule`, {
      hint: 'write a duration such as 90m, five fields of cron such as "0 6 * * *", or off; zones are named as in Europe/Berlin',
      cause,
    });
  }
  throw new GovError('config', `${place}: ${JSON.stringify(text)} never comes`, {
    hint: 'write off for a job that is never to run',
  });
}

/** The first instant of a schedule after `after`. */
export function nextAfter(schedule: Schedule, after: Instant): Instant {
  if (schedule.kind === 'every') return new Date(Date.parse(after) + schedule.intervalMs).toISOString();
  const next = openCron(schedule.expression, schedule.zone).nextRun(new Date(after));
  if (next === null) throw new RangeError(`no ${schedule.expression} after ${after}`);
  return next.toISOString();
}

export function sameSchedule(a: Schedule, b: Schedule): boolean {
  if (a.kind === 'every') return b.kind === 'every' && a.intervalMs === b.intervalMs;
  return b.kind === 'cron' && a.expression === b.expression && a.zone === b.zone;
}

/** Paused: only asked for its instants, it starts no timer. */
function openCron(expression: string, zone: string): Cron {
  return new Cron(expression, { paused: true, timezone: zone });
}
