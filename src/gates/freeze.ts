import { type FreezeWindow, parseFreezeWindow } from '../config/freeze-window.js';
import { instantsOfLocalTime, zoneOffsetMs } from '../core/zoned-time.js';
import { notEvaluable } from './finding.js';
import type { Gate } from './gate.js';
import { millisecondsOf } from './subject.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SOURCE = 'clock';

/** Denies everything while nothing is to be changed. */
export const freeze: Gate = {
  name: 'freeze',
  summary: 'no promotion within windows of time',
  outcomes: {
    pass: 'it is no time of freeze; the end of a window does not belong to it',
    deny: 'it is the time of one',
    'not-evaluable': 'the time is not known, in a test of the policy',
  },
  settings: ['freeze'],
  evaluate: ({ freeze: texts }, { now }) => {
    if (texts.length === 0) return [];
    const at = millisecondsOf(now);
    const limit = texts.join('; ');
    if (!Number.isFinite(at)) return [notEvaluable(limit, SOURCE, 'it is not known what time it is')];
    const common = { subject: null, observed: now, limit, source: SOURCE };
    const active = texts.flatMap((text) => {
      const window = parseFreezeWindow(text, 'gates.freeze');
      const end = endOfFreeze(window, at);
      return end === null ? [] : [`${text}, until ${describeInstant(window.zone, end)}`];
    });
    if (active.length === 0) return [{ ...common, outcome: 'pass', message: 'no freeze now' }];
    const message = `nothing is promoted now: ${active.join('; ')}`;
    return [{ ...common, outcome: 'deny', message }];
  },
};

/** When the window around an instant ends, in milliseconds since 1970; null outside of it. */
export function endOfFreeze(window: FreezeWindow, at: number): number | null {
  const spans = window.kind === 'once' ? [spanOfDays(window)] : spansOfWeeks(window, at);
  const around = spans
    .map(({ from, to }) => ({
      // Where clocks are put back or forward within the window, all of it counts.
      start: instantsOfLocalTime(window.zone, from).first,
      end: instantsOfLocalTime(window.zone, to).last,
    }))
    .find(({ start, end }) => start <= at && at < end);
  return around === undefined ? null : around.end;
}

/** Local times, as milliseconds since 1970 if they were UTC. */
interface LocalSpan {
  readonly from: number;
  readonly to: number;
}

function spanOfDays({ firstDay, lastDay }: FreezeWindow & { kind: 'once' }): LocalSpan {
  return { from: Date.parse(firstDay), to: Date.parse(lastDay) + DAY_MS };
}

/** The window of the present week and of those beside it, for one that goes on across Sunday. */
function spansOfWeeks(window: FreezeWindow & { kind: 'weekly' }, at: number): LocalSpan[] {
  const local = at + zoneOffsetMs(window.zone, at);
  const day = Math.floor(local / DAY_MS);
  // 1970-01-01 was a Thursday.
  const monday = (day - ((((day + 3) % 7) + 7) % 7)) * DAY_MS;
  const lasts = window.to - window.from + (window.to <= window.from ? 7 * 24 * 60 : 0);
  return [-7, 0, 7].map((days) => {
    const from = monday + days * DAY_MS + window.from * MINUTE_MS;
    return { from, to: from + lasts * MINUTE_MS };
  });
}

/** `2026-03-02 08:00 Europe/Berlin`. */
function describeInstant(zone: string, at: number): string {
  const local = new Date(at + zoneOffsetMs(zone, at)).toISOString();
  return `${local.slice(0, 16).replace('T', ' ')} ${zone}`;
}
