import { describe, expect, it } from 'vitest';
import { parseFreezeWindow } from '../../src/config/freeze-window.js';
import { evaluateGates } from '../../src/gates/evaluate-gates.js';
import { endOfFreeze } from '../../src/gates/freeze.js';
import { expectGovError } from '../expect-error.js';
import { policyOf } from './made-up-policy.js';
import { makeSubject } from './made-up-subject.js';

/** When the freeze around an instant ends, or null. */
function endAt(text: string, at: string): string | null {
  const end = endOfFreeze(parseFreezeWindow(text, 'here'), Date.parse(at));
  return end === null ? null : new Date(end).toISOString().replace(':00.000Z', 'Z');
}

describe('a window of freeze', () => {
  it.each([
    // 2026-03-06 is a Friday. The first minute belongs to the window, the last one does not.
    ['Fri 16:00 - Mon 08:00', '2026-03-06T15:59:59Z', null],
    ['Fri 16:00 - Mon 08:00', '2026-03-06T16:00:00Z', '2026-03-09T08:00Z'],
    ['Fri 16:00 - Mon 08:00', '2026-03-08T23:59:59Z', '2026-03-09T08:00Z'],
    ['Fri 16:00 - Mon 08:00', '2026-03-09T07:59:59Z', '2026-03-09T08:00Z'],
    ['Fri 16:00 - Mon 08:00', '2026-03-09T08:00:00Z', null],
    // On one day, and to the end of one.
    ['Mon 09:00 - Mon 10:00', '2026-03-09T09:30:00Z', '2026-03-09T10:00Z'],
    ['Sat 00:00 - Sun 24:00', '2026-03-08T23:59:59Z', '2026-03-09T00:00Z'],
    ['Sat 00:00 - Sun 24:00', '2026-03-09T00:00:00Z', null],
    ['Sun 24:00 - Mon 08:00', '2026-03-09T00:00:00Z', '2026-03-09T08:00Z'],
    // All of the week but an hour, and all of it.
    ['Mon 10:00 - Mon 09:00', '2026-03-09T08:59:00Z', '2026-03-09T09:00Z'],
    ['Mon 10:00 - Mon 09:00', '2026-03-09T09:30:00Z', null],
    ['Mon 00:00 - Sun 24:00', '2026-03-11T12:00:00Z', '2026-03-16T00:00Z'],
    // In its zone: 16:00 in Berlin is 15:00 UTC in winter and 14:00 UTC in summer.
    ['Fri 16:00 - Mon 08:00 Europe/Berlin', '2026-03-06T15:00:00Z', '2026-03-09T07:00Z'],
    ['Fri 16:00 - Mon 08:00 Europe/Berlin', '2026-06-05T13:59:00Z', null],
    ['Fri 16:00 - Mon 08:00 Europe/Berlin', '2026-06-05T14:00:00Z', '2026-06-08T06:00Z'],
    // Across the night in which clocks are put forward.
    ['Fri 16:00 - Mon 08:00 Europe/Berlin', '2026-03-27T15:00:00Z', '2026-03-30T06:00Z'],
    // Sunday in Auckland begins on Saturday in UTC.
    ['Sun 00:00 - Sun 24:00 Pacific/Auckland', '2026-03-07T11:00:00Z', '2026-03-08T11:00Z'],
    // 02:30 does not exist on 2026-03-29 in Berlin, and is there twice on 2026-10-25: the longer freeze holds.
    ['Sun 01:00 - Sun 02:30 Europe/Berlin', '2026-03-29T00:45:00Z', '2026-03-29T01:30Z'],
    ['Sun 01:00 - Sun 02:30 Europe/Berlin', '2026-10-25T00:45:00Z', '2026-10-25T01:30Z'],
    ['Sun 02:30 - Sun 04:00 Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T03:00Z'],
    // Once: whole days, the last one too.
    ['2026-12-20 - 2027-01-03', '2026-12-19T23:59:59Z', null],
    ['2026-12-20 - 2027-01-03', '2026-12-20T00:00:00Z', '2027-01-04T00:00Z'],
    ['2026-12-20 - 2027-01-03', '2027-01-03T23:59:59Z', '2027-01-04T00:00Z'],
    ['2026-12-20 - 2027-01-03', '2027-01-04T00:00:00Z', null],
    ['2026-12-24 - 2026-12-24 America/New_York', '2026-12-24T04:59:00Z', null],
    ['2026-12-24 - 2026-12-24 America/New_York', '2026-12-24T05:00:00Z', '2026-12-25T05:00Z'],
  ])('%s at %s: until %s', (text, at, end) => {
    expect(endAt(text, at)).toBe(end);
  });

  it.each([
    'Fri 16:00',
    'Fri 16:00 - Fri 16:00',
    'Sun 24:00 - Mon 00:00',
    'Fry 16:00 - Mon 08:00',
    'Fri 25:00 - Mon 08:00',
    'Fri 16:00 - Mon 08:00 Europe/Berln',
    '2027-01-03 - 2026-12-20',
    '2026-02-30 - 2026-03-01',
  ])('is refused when it says nothing: %s', (text) => {
    const error = expectGovError(() => parseFreezeWindow(text, '.dharmarc:3: gates.production.freeze'));
    expect(error).toMatchObject({ kind: 'config' });
    expect(error.message).toContain(`.dharmarc:3: gates.production.freeze: expected a window of time`);
  });

  it('is named with its end in its own zone, beside others that hold', () => {
    const freeze = ['Fri 16:00 - Mon 08:00 Europe/Berlin', 'Sat 00:00 - Sun 24:00', 'Tue 00:00 - Tue 01:00'];
    const subject = makeSubject({ now: '2026-03-07T12:00:00.000Z' });
    const result = evaluateGates(policyOf('production', { freeze }), subject, []).find(
      ({ gate }) => gate === 'freeze',
    );
    expect(result).toMatchObject({ outcome: 'deny', observed: '2026-03-07T12:00:00.000Z' });
    expect(result?.message).toBe(
      'nothing is promoted now: Fri 16:00 - Mon 08:00 Europe/Berlin, until 2026-03-09 08:00 Europe/Berlin; ' +
        'Sat 00:00 - Sun 24:00, until 2026-03-09 00:00 UTC',
    );
  });
});
