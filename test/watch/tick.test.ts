import { describe, expect, it } from 'vitest';
import { jobReport } from '../../src/governance/watch/job-report.js';
import { afterRestart } from '../../src/watch/tick.js';
import { cron, every, instant, Ticker } from './scheduling.js';

const FAILED = jobReport('failed', 'the disk is full');

describe('what is due', () => {
  it('is everything at the first start, one unit of each job at a time', () => {
    const ticker = new Ticker([every('drift a', 60), every('drift b', 60), every('inbox', 1)]);
    expect(ticker.at('09:00')).toEqual(['start drift a', 'start inbox']);
    expect(ticker.last.wakeAt).toBe(instant('09:30'));
    expect(ticker.ended('09:05', ['drift a'])).toEqual(['start drift b']);
  });

  it('is spread over the jitter at the first start, but over no more than a tenth of an interval', () => {
    const names = Array.from({ length: 8 }, (_, index) => `drift m${index}`);
    const ticker = new Ticker([...names.map((name) => every(name, 60)), every('inbox', 1)], {
      timeoutMs: 60_000,
      jitterMs: 30_000,
    });
    ticker.at('09:00', { random: 0.5 });
    const delays = names.map((name) => Date.parse(ticker.dueAt(name) ?? '') - Date.parse(instant('09:00')));
    expect(new Set(delays.map((ms) => Math.floor(ms / 7_500))).size).toBe(4);
    expect(Math.max(...delays)).toBeLessThan(30_000);
    const inboxDelay = Date.parse(ticker.dueAt('inbox') ?? '') - Date.parse(instant('09:00'));
    expect(inboxDelay).toBeLessThan(6_000);
    // What was put off once is not put off or brought forward by the ticks in between.
    const before = names.map((name) => ticker.dueAt(name));
    ticker.at('09:00:00.001', { random: 0.01, stopping: true });
    expect(names.map((name) => ticker.dueAt(name))).toEqual(before);
  });

  it('comes again an interval after its start, however long it took', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    ticker.ended('09:20', ['drift a']);
    expect(ticker.last.wakeAt).toBe(instant('10:00'));
    expect(ticker.at('09:59:59.999')).toEqual([]);
    expect(ticker.at('10:00')).toEqual(['start drift a']);
  });

  it('comes at once again when it took longer than its interval, and never twice at once', () => {
    const ticker = new Ticker([every('inbox', 1)]);
    ticker.at('09:00');
    for (const time of ['09:01', '09:02', '09:03']) expect(ticker.at(time)).toEqual([]);
    expect(ticker.ended('09:03:30', ['inbox'])).toEqual(['start inbox']);
  });

  it('is what was missed while the machine slept, once', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    ticker.ended('09:01', ['drift a']);
    expect(ticker.at('17:30')).toEqual(['start drift a']);
    expect(ticker.ended('17:31', ['drift a'])).toEqual([]);
    expect(ticker.dueAt('drift a')).toBe(instant('18:30'));
  });

  it('follows cron expressions in their zone, over a change of the clocks', () => {
    const ticker = new Ticker([cron('drift a', '30 6 * * *', 'Europe/Berlin')]);
    ticker.at('2026-03-27T12:00Z');
    ticker.ended('2026-03-27T12:01Z', ['drift a']);
    const starts: (string | undefined)[] = [];
    for (const day of ['28', '29', '30']) {
      const due = ticker.dueAt('drift a') ?? '';
      starts.push(due);
      expect(ticker.at(due), day).toEqual(['start drift a']);
      ticker.ended(due, ['drift a']);
    }
    // On the night to 29 March clocks go forward: half past six comes an hour earlier by UTC.
    expect(starts).toEqual([
      '2026-03-28T05:30:00.000Z',
      '2026-03-29T04:30:00.000Z',
      '2026-03-30T04:30:00.000Z',
    ]);
  });

  it('is once a day also for an hour that the change of the clocks skips or repeats', () => {
    const dues = (from: string) => {
      const ticker = new Ticker([cron('drift a', '30 2 * * *', 'Europe/Berlin')]);
      ticker.at(from);
      ticker.ended(from, ['drift a']);
      return Array.from({ length: 3 }, () => {
        const due = ticker.dueAt('drift a') ?? '';
        ticker.at(due);
        ticker.ended(due, ['drift a']);
        return due;
      });
    };
    // 02:30 of 29 March does not exist in Berlin, and comes as 03:30; 02:30 of 25 October comes twice.
    expect(dues('2026-03-28T12:00Z').map((due) => due.slice(0, 10))).toEqual([
      '2026-03-29',
      '2026-03-30',
      '2026-03-31',
    ]);
    expect(dues('2026-10-24T12:00Z').map((due) => due.slice(0, 10))).toEqual([
      '2026-10-25',
      '2026-10-26',
      '2026-10-27',
    ]);
  });

  it('is what a person asked for, also once more when it runs already', () => {
    const ticker = new Ticker([every('drift a', 60), every('inbox', 60)]);
    ticker.at('09:00');
    ticker.ended('09:01', ['drift a', 'inbox']);
    expect(ticker.at('09:10', { requested: ['drift a'] })).toEqual(['start drift a']);
    expect(ticker.at('09:11', { requested: ['drift a'] })).toEqual([]);
    expect(ticker.ended('09:12', ['drift a'])).toEqual(['start drift a']);
  });

  it('is only of the jobs asked for, where some are', () => {
    const ticker = new Ticker([every('drift a', 60), every('inbox', 60)]);
    expect(ticker.at('09:00', { only: ['inbox'] })).toEqual(['start inbox']);
    expect(ticker.ended('09:01', ['inbox'])).toEqual(['start drift a']);
  });

  it('is nothing any more once watch is to stop', () => {
    const ticker = new Ticker([every('drift a', 60), every('inbox', 60)]);
    expect(ticker.at('09:00', { stopping: true })).toEqual([]);
    expect(ticker.last.wakeAt).toBeNull();
  });

  it('is to deliver, as soon as a job has ended, and not because a delivery has', () => {
    const ticker = new Ticker([every('drift a', 60), every('deliver', 1)]);
    expect(ticker.at('09:00')).toEqual(['start drift a', 'start deliver']);
    expect(ticker.ended('09:00:01', ['deliver'])).toEqual([]);
    expect(ticker.ended('09:00:02', ['drift a'])).toEqual(['start deliver']);
    expect(ticker.ended('09:00:03', ['deliver'])).toEqual([]);
    expect(ticker.dueAt('deliver')).toBe(instant('09:01:02'));
  });

  it('is to deliver once more when a job ends while a delivery is on its way', () => {
    const ticker = new Ticker([every('drift a', 60), every('deliver', 1)]);
    ticker.at('09:00');
    expect(ticker.ended('09:00:02', ['drift a'])).toEqual([]);
    expect(ticker.ended('09:00:03', ['deliver'])).toEqual(['start deliver']);
  });

  it('is earlier when a report asks for it, never later', () => {
    const ticker = new Ticker([every('deliver', 10)]);
    ticker.at('09:00');
    ticker.ended('09:00', ['deliver'], jobReport('ok', 'sent', { nextAt: instant('09:05') }));
    expect(ticker.dueAt('deliver')).toBe(instant('09:05'));
    ticker.at('09:05');
    ticker.ended('09:05', ['deliver'], jobReport('ok', 'sent', { nextAt: instant('12:00') }));
    expect(ticker.dueAt('deliver')).toBe(instant('09:15'));
  });
});

describe('a unit that fails', () => {
  it('is tried again after a minute, then after twice as long each time, up to its interval', () => {
    const ticker = new Ticker([every('drift a', 5)]);
    ticker.at('09:00');
    const waits: number[] = [];
    let now = instant('09:00');
    for (let failure = 1; failure <= 5; failure++) {
      ticker.ended(now, ['drift a'], FAILED);
      expect(ticker.of('drift a')).toMatchObject({ failures: failure, failingSince: instant('09:00') });
      const due = ticker.dueAt('drift a') ?? '';
      waits.push((Date.parse(due) - Date.parse(now)) / 60_000);
      now = due;
      expect(ticker.at(now)).toEqual(['start drift a']);
    }
    expect(waits).toEqual([1, 2, 4, 5, 5]);
  });

  it('is tried again within an hour, however rare it is', () => {
    const ticker = new Ticker([every('drift a', 7 * 24 * 60)]);
    ticker.at('09:00');
    for (let failure = 0; failure < 50; failure++) ticker.ended('09:00', ['drift a'], FAILED);
    expect(ticker.dueAt('drift a')).toBe(instant('10:00'));
  });

  it('goes back to its schedule once it is done, whatever it found', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    ticker.ended('09:00', ['drift a'], FAILED);
    ticker.at('09:01');
    ticker.ended('09:02', ['drift a'], jobReport('found', 'drift'));
    expect(ticker.of('drift a')).toMatchObject({
      failures: 0,
      failingSince: null,
      lastSuccessAt: instant('09:02'),
      nextAt: instant('10:01'),
    });
  });

  it('keeps when it was last done', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    ticker.ended('09:01', ['drift a']);
    ticker.at('10:00');
    ticker.ended('10:01:30', ['drift a'], FAILED);
    expect(ticker.of('drift a')).toMatchObject({
      lastSuccessAt: instant('09:01'),
      lastFinishedAt: instant('10:01:30'),
      lastDurationMs: 90_000,
    });
  });

  it('does not hold up other jobs', () => {
    const ticker = new Ticker([every('drift a', 60), every('inbox', 1)]);
    ticker.at('09:00');
    ticker.ended('09:00', ['drift a', 'inbox'], FAILED);
    expect(ticker.at('09:01')).toEqual(['start drift a', 'start inbox']);
  });
});

describe('a unit that does not end', () => {
  it('is killed at its deadline, once, and then failed; other jobs go on', () => {
    const limits = { timeoutMs: 150_000, jitterMs: 0 };
    const ticker = new Ticker([every('drift a', 60), every('inbox', 1)], limits);
    ticker.at('09:00');
    ticker.ended('09:00:30', ['inbox']);
    expect(ticker.at('09:01')).toEqual(['start inbox']);
    ticker.ended('09:01:30', ['inbox']);
    expect(ticker.at('09:02:29')).toEqual(['start inbox']);
    expect(ticker.at('09:02:30')).toEqual(['kill drift a']);
    expect(ticker.last.actions).toMatchObject([
      { reason: 'not done within 2.5 min (watch.jobTimeoutMinutes)' },
    ]);
    expect(ticker.at('09:02:31')).toEqual([]);
    expect(ticker.ended('09:02:32', ['drift a'], FAILED)).toEqual([]);
    expect(ticker.dueAt('drift a')).toBe(instant('09:03:32'));
  });

  it('is not charged for time in which the machine slept', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    ticker.at('09:01');
    expect(ticker.at('15:00')).toEqual([]);
    expect(ticker.last.wakeAt).toBe(instant('15:29'));
    for (let minute = 1; minute < 29; minute++)
      expect(ticker.at(`15:${`${minute}`.padStart(2, '0')}`)).toEqual([]);
    expect(ticker.at('15:29')).toEqual(['kill drift a']);
  });

  it('is killed after its time also when the clock was set back', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    expect(ticker.at('2025-03-02T09:00Z')).toEqual([]);
    expect(ticker.last.wakeAt).toBe('2025-03-02T09:30:00.000Z');
  });
});

describe('what changes meanwhile', () => {
  it('drops a unit that is no longer scheduled, after its end if it runs', () => {
    const ticker = new Ticker([every('drift a', 60), every('integrity a', 60)]);
    ticker.at('09:00');
    ticker.ended('09:01', ['integrity a']);
    ticker.scheduled = [];
    expect(ticker.at('09:02')).toEqual([]);
    expect(Object.keys(ticker.state.units)).toEqual(['drift a']);
    ticker.ended('09:03', ['drift a']);
    expect(ticker.state.units).toEqual({});
  });

  it('does a new unit at once', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    ticker.ended('09:01', ['drift a']);
    ticker.scheduled = [...ticker.scheduled, every('drift b', 60)];
    expect(ticker.at('09:02')).toEqual(['start drift b']);
  });

  it('follows another schedule from the last start on', () => {
    const ticker = new Ticker([every('drift a', 60)]);
    ticker.at('09:00');
    ticker.ended('09:01', ['drift a']);
    ticker.scheduled = [every('drift a', 10)];
    ticker.at('09:02');
    expect(ticker.dueAt('drift a')).toBe(instant('09:10'));
    ticker.scheduled = [cron('drift a', '0 12 * * *')];
    ticker.at('09:03');
    expect(ticker.dueAt('drift a')).toBe(instant('12:00'));
  });

  it('does not wait for a year after the clock was set back by one', () => {
    const ticker = new Ticker([every('drift a', 60), cron('inbox', '0 * * * *')]);
    ticker.at('09:00');
    ticker.ended('09:01', ['drift a', 'inbox']);
    ticker.at('2025-03-02T09:05Z');
    expect(ticker.dueAt('drift a')).toBe('2025-03-02T10:05:00.000Z');
    expect(ticker.dueAt('inbox')).toBe('2025-03-02T10:00:00.000Z');
  });

  it('does at once after a restart what a killed process was doing', () => {
    const ticker = new Ticker([every('drift a', 60), every('inbox', 60)]);
    ticker.at('09:00');
    ticker.ended('09:01', ['inbox']);
    ticker.state = afterRestart(ticker.state, instant('09:02'));
    expect(ticker.at('09:02')).toEqual(['start drift a']);
    expect(ticker.dueAt('inbox')).toBe(instant('10:00'));
  });
});

describe('when to look again', () => {
  it('is when the next unit is due that may start, or a running one has to be killed', () => {
    const ticker = new Ticker([every('drift a', 60), every('drift b', 60), every('inbox', 45)]);
    ticker.at('09:00');
    // drift b is due, but waits for drift a: its end wakes whoever sleeps.
    expect(ticker.last.wakeAt).toBe(instant('09:30'));
    ticker.ended('09:01', ['drift a', 'inbox']);
    ticker.ended('09:02', ['drift b']);
    expect(ticker.last.wakeAt).toBe(instant('09:45'));
  });

  it('is never where nothing is scheduled', () => {
    const ticker = new Ticker([]);
    ticker.at('09:00');
    expect(ticker.last.wakeAt).toBeNull();
  });
});
