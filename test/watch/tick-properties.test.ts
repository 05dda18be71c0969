import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jobReport } from '../../src/governance/watch/job-report.js';
import { NOTHING_YET, type Readings, tick, type WatchState } from '../../src/watch/tick.js';
import { JOB_NAMES, unitName } from '../../src/watch/unit.js';
import { cron, every } from './scheduling.js';

const START = Date.parse('2026-03-02T09:00:00Z');
const LIMITS = { timeoutMs: 600_000, jitterMs: 30_000 };

const scheduledUnit = fc
  .tuple(
    fc.constantFrom(...JOB_NAMES),
    fc.constantFrom('a', 'b', 'constructor'),
    fc.oneof(fc.integer({ min: 1, max: 300 }), fc.constantFrom('*/5 * * * *', '0 6 * * 1')),
  )
  .map(([job, model, schedule]) => {
    const name = `${job} ${model}`;
    return typeof schedule === 'number' ? every(name, schedule) : cron(name, schedule);
  });

/** A moment: how much later it is, by a clock that may be set back, and what happens then. */
const moment = fc.record({
  laterMs: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 400_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -1e9, max: 1e9 }) },
  ),
  ends: fc.array(fc.nat(20), { maxLength: 4 }),
  outcome: fc.constantFrom('ok' as const, 'failed' as const, 'found' as const),
  requests: fc.array(fc.nat(20), { maxLength: 1 }),
  scheduled: fc.option(
    fc.uniqueArray(scheduledUnit, { selector: ({ unit }) => unitName(unit), maxLength: 6 }),
  ),
  stopping: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
  random: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}

function unitsAt(state: WatchState) {
  return Object.values(state.units);
}

it('never runs two units of a job at once, starts nothing before it is due, and is the same for the same input', () => {
  fc.assert(
    fc.property(fc.array(moment, { minLength: 1, maxLength: 30 }), (moments) => {
      let state: WatchState = freeze(NOTHING_YET);
      let now = START;
      let scheduled: Readings['scheduled'] = [every('drift a', 60), every('deliver', 1)];
      for (const { laterMs, ends, outcome, requests, stopping, random, ...next } of moments) {
        now += laterMs;
        const at = new Date(now).toISOString();
        scheduled = next.scheduled ?? scheduled;
        const running = unitsAt(state).filter((unit) => unit.running !== null);
        const ended = new Set(ends.flatMap((index) => running[index] ?? []));
        const readings: Readings = freeze({
          scheduled,
          finished: [...ended].map(({ unit }) => ({ unit, at, report: jobReport(outcome, 'over') })),
          requested: requests.flatMap((index) => scheduled[index] ?? []).map(({ unit }) => unitName(unit)),
          only: null,
          stopping,
          random,
        });
        const before = state;
        const ticked = tick(before, readings, at, LIMITS);
        expect(tick(before, readings, at, LIMITS)).toEqual(ticked);

        const jobs = unitsAt(ticked.state).flatMap(({ unit, running }) => (running === null ? [] : unit.job));
        expect(new Set(jobs).size).toBe(jobs.length);
        const starts = ticked.actions.filter(({ type }) => type === 'start');
        if (stopping) expect(starts).toEqual([]);
        for (const { unit } of starts) {
          const name = unitName(unit);
          const known = before.units[name];
          const wasRunning = known?.running != null && ![...ended].some((one) => one.unit === known.unit);
          expect(wasRunning).toBe(false);
          const hastened = readings.requested.includes(name) || unit.job === 'deliver';
          const rescheduled =
            JSON.stringify(known?.schedule) !== JSON.stringify(scheduledOf(scheduled, name));
          if (known !== undefined && !hastened && !rescheduled) expect(known.nextAt <= at).toBe(true);
        }
        if (ticked.wakeAt !== null && !starts.length) expect(ticked.wakeAt > at).toBe(true);
        state = freeze(ticked.state);
      }
    }),
    { numRuns: 300 },
  );
});

function scheduledOf(scheduled: Readings['scheduled'], name: string) {
  return scheduled.find(({ unit }) => unitName(unit) === name)?.schedule;
}
