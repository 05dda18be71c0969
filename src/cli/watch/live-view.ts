import { createLogUpdate } from 'log-update';
import type { Health } from '../../governance/watch/health.js';
import type { WatchEvent, WatchObserver } from '../../watch/event.js';
import { NOTHING_YET, type WatchState } from '../../watch/tick.js';
import { unitName } from '../../watch/unit.js';
import type { Io } from '../io.js';
import { openScreen } from '../render/screen.js';
import { formatInstant, printable } from '../render/text.js';
import { renderWatchView } from '../render/watch-view.js';

const REDRAW_MS = 250;

/** Spans are shown in seconds: something that runs is seen to run. */
const MOVE_MS = 1_000;

const MAX_EVENTS = 50;

/** Shows on a terminal what the loop does: drawn on the error stream, so that the result stream stays clean. */
export async function openLiveView(
  io: Io,
  { place, color, now }: { readonly place: string; readonly color: boolean; readonly now: () => string },
): Promise<WatchObserver> {
  const { stderr } = io;
  const colors = await openScreen(stderr, io.env, color);
  const log = createLogUpdate(stderr);
  const startedAt = now();
  const events: string[] = [];
  let state: WatchState = NOTHING_YET;
  let health: Health | null = null;
  let due: NodeJS.Timeout | undefined;
  const draw = () => {
    due = undefined;
    // A line that reaches the last column makes some terminals begin another one.
    const screen = { ...colors, columns: Math.max(20, (stderr.columns ?? 80) - 1) };
    const view = { place, startedAt, now: now(), state, health, events };
    log(renderWatchView(screen, (stderr.rows ?? 24) - 1, view).join('\n'));
  };
  const redraw = () => {
    due ??= setTimeout(draw, REDRAW_MS);
  };
  const clock = setInterval(redraw, MOVE_MS);
  stderr.on('resize', redraw);
  return {
    event: (event) => {
      const line = describe(event);
      if (line !== null) events.push(`${formatInstant(event.at)}  ${printable(line)}`);
      events.splice(0, events.length - MAX_EVENTS);
      redraw();
    },
    ticked: (next) => {
      state = next;
      redraw();
    },
    health: (next) => {
      health = next;
      redraw();
    },
    close: async () => {
      clearInterval(clock);
      clearTimeout(due);
      stderr.off('resize', redraw);
      draw();
      clearTimeout(due);
      log.done();
    },
  };
}

/** What is worth a line; the table of jobs tells the rest. */
function describe(event: WatchEvent): string | null {
  switch (event.type) {
    case 'job-finished': {
      const { unit, report } = event;
      const [note] = report.notes.filter(({ level }) => level !== 'info');
      if (note !== undefined) return `${unitName(unit)}: ${note.message}`;
      return report.outcome === 'failed' ? `${unitName(unit)} failed: ${report.message}` : null;
    }
    case 'job-killed':
      return `${unitName(event.unit)}: ${event.reason}`;
    case 'warning':
      return event.message;
    case 'reloaded':
      return 'the configuration was read again';
    case 'reload-refused':
      return `the configuration is not valid, the old one stays: ${event.message}`;
    case 'stopping':
      return 'stopping: what runs may end';
    default:
      return null;
  }
}
