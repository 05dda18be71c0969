import { describe, expect, it } from 'vitest';
import { describeWaiver } from '../../src/cli/render/waivers.js';
import { listStandingWaivers, listWaiversOf } from '../../src/governance/gates/list-waivers.js';
import { RegistryHistory } from '../registry/registry-history.js';

const UNTIL = '2026-02-01T00:00:00.000Z';
const BEFORE = '2026-01-31T23:59:59.999Z';

const waived = (version: string, gate: string, until: string | null) =>
  ({ type: 'gate-waived', model: 'elec-price', version, to: 'production', gate, until }) as const;

/** 1.0.0 was let past one gate for good and past another once. */
const history = new RegistryHistory()
  .register('1.0.0')
  .register('1.1.0')
  .commit({ action: 'promote', events: [waived('1.0.0', 'minimum/accuracy', UNTIL)] }, 'grace')
  .commit({ action: 'promote', events: [waived('1.0.0', 'freeze', null)] }, 'grace');
const model = history.model();

const seenAt = (now: string, version: string) =>
  listWaiversOf(model, history.version(version), now).map(({ gate, state }) => `${gate} ${state}`);

describe('a waiver', () => {
  it('stands for any version until its end, and is over from then on', () => {
    expect(listStandingWaivers(model, BEFORE).map(({ gate }) => gate)).toEqual(['minimum/accuracy']);
    expect(listStandingWaivers(model, UNTIL)).toEqual([]);
    expect(seenAt(BEFORE, '1.1.0')).toEqual(['minimum/accuracy standing']);
    expect(seenAt(UNTIL, '1.1.0')).toEqual([]);
  });

  it('stays on record with the version that it was given for', () => {
    expect(seenAt(BEFORE, '1.0.0')).toEqual(['minimum/accuracy standing', 'freeze once']);
    expect(seenAt(UNTIL, '1.0.0')).toEqual(['minimum/accuracy expired', 'freeze once']);
  });

  it('reads as what, until when, with which version and by whom', () => {
    expect(listWaiversOf(model, history.version('1.0.0'), UNTIL).map(describeWaiver)).toEqual([
      'minimum/accuracy for production until 2026-02-01 00:00:00Z (over), with 1.0.0, 2026-01-01 00:03:00Z by grace',
      'freeze for production once, with 1.0.0, 2026-01-01 00:04:00Z by grace',
    ]);
  });
});
