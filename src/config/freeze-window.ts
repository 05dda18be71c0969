import { GovError } from '../core/errors.js';

/** Minutes since Monday, 00:00. */
export type WeekMinute = number;

/** When nothing is to be promoted: `from` belongs to it, `to` does not. */
export type FreezeWindow = {
  /** As it was written. */
  readonly text: string;
  /** IANA name. */
  readonly zone: string;
} & (
  | { readonly kind: 'weekly'; readonly from: WeekMinute; readonly to: WeekMinute }
  /** Calendar days of the zone, `yyyy-mm-dd`; the last one belongs to it. */
  | { readonly kind: 'once'; readonly firstDay: string; readonly lastDay: string }
);

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_PER_WEEK = 7 * 24 * 60;
const WEEKLY = /^([a-z]{3}) (\d{2}):(\d{2}) ?- ?([a-z]{3}) (\d{2}):(\d{2})(?: (\S+))?$/i;
const ONCE = /^(\d{4}-\d{2}-\d{2}) ?- ?(\d{4}-\d{2}-\d{2})(?: (\S+))?$/;

/**
 * `"Fri 16:00 - Mon 08:00 Europe/Berlin"`, or `"2026-12-20 - 2027-01-03"`: the days from the first to the last.
 * @throws GovError config naming the place.
 */
export function parseFreezeWindow(text: string, place: string): FreezeWindow {
  const weekly = WEEKLY.exec(text.trim());
  if (weekly !== null) {
    const [, fromDay = '', fromHour, fromMinute, toDay = '', toHour, toMinute, zone = 'UTC'] = weekly;
    const begin = weekMinute(fromDay, fromHour, fromMinute);
    const to = weekMinute(toDay, toHour, toMinute);
    if (begin !== undefined && to !== undefined && isZone(zone)) {
      // A window that begins on Sunday at 24:00 begins on Monday at 0:00.
      const from = begin % MINUTES_PER_WEEK;
      if (from !== to) return { kind: 'weekly', text, zone, from, to };
    }
  }
  const once = ONCE.exec(text.trim());
  if (once !== null) {
    const [, firstDay = '', lastDay = '', zone = 'UTC'] = once;
    if (isDay(firstDay) && isDay(lastDay) && firstDay <= lastDay && isZone(zone)) {
      return { kind: 'once', text, zone, firstDay, lastDay };
    }
  }
  throw new GovError('config', `${place}: expected a window of time, got ${JSON.stringify(text)}`, {
    hint: 'write "Fri 16:00 - Mon 08:00 Europe/Berlin" or "2026-12-20 - 2027-01-03"; UTC without a zone',
  });
}

function weekMinute(day: string, hour = '', minute = ''): WeekMinute | undefined {
  const index = DAYS.indexOf(day.toLowerCase());
  const isTime = Number(minute) < 60 && (Number(hour) < 24 || (Number(hour) === 24 && Number(minute) === 0));
  return index < 0 || !isTime ? undefined : (index * 24 + Number(hour)) * 60 + Number(minute);
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
