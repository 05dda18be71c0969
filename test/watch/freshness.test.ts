import { describe, expect, it } from 'vitest';
import { checkDrift } from '../../src/governance/drift/check-drift.js';
import { watchFreshness } from '../../src/governance/watch/watch-freshness.js';
import { type Governance, parseAddress } from '../../src/index.js';
import { ALLOWED, day, makeWatchedProject, messagesOf } from '../governance/watched-project.js';

const LIMITED = { 'quality.maxAgeHours': { m: 24 } };

/** What DuckDB is asked of: nothing here may do so. */
const withoutDuckDb = (governance: Governance): Governance => ({
  ...governance,
  withDriftData: () => Promise.reject(new Error('DuckDB was opened')),
  withPerformanceData: () => Promise.reject(new Error('DuckDB was opened')),
});

describe('the freshness of a model in production', () => {
  it('is stale without any prediction, opens one alert, and resolves it once predictions come again', async () => {
    const project = await makeWatchedProject(LIMITED);
    const watch = (governance = withoutDuckDb(project.governance)) =>
      watchFreshness(governance, 'm', ALLOWED);
    const first = await watch();
    expect(first).toMatchObject({ outcome: 'found', exitCode: 3, version: '1.2.0' });
    expect(first.message).toBe('there are no predictions at all');
    expect(messagesOf(first)[0]).toContain('alert m:1 opened: moderate freshness');
    await project.serve(1, 90);
    expect(await watch()).toMatchObject({ outcome: 'ok' });
    await watch();
    expect(messagesOf(await watch())).toEqual(['alert m:1 resolved: quiet again']);
  });

  it('has one alert, whether a drift check or the job opens it, and either of them helps to resolve it', async () => {
    const project = await makeWatchedProject(LIMITED);
    const { governance, setClock } = project;
    const checkAll = () =>
      checkDrift(governance, {
        address: parseAddress('m@1.2.0'),
        window: { kind: 'log', from: null, to: null },
        by: null,
        exact: false,
        threshold: null,
        importance: null,
        keep: { record: true, compare: false },
      });
    await project.serve(1, 90);
    setClock(day(4));
    await checkAll();
    const alerts = async () =>
      Object.values((await project.model()).alerts?.unresolved ?? {}).filter(
        ({ rule }) => rule === 'freshness',
      );
    const [opened] = await alerts();
    expect(opened).toMatchObject({ version: '1.2.0', subject: null });
    expect(messagesOf(await watchFreshness(governance, 'm', ALLOWED))).toEqual([]);
    expect(await alerts()).toEqual([opened]);
    await project.serve(5, 90);
    await watchFreshness(governance, 'm', ALLOWED);
    await checkAll();
    expect(await alerts()).toHaveLength(1);
    await watchFreshness(governance, 'm', ALLOWED);
    expect(await alerts()).toEqual([]);
  });

  it('says the same of a service whose clock is ahead as a drift check does: it is fresh', async () => {
    const project = await makeWatchedProject(LIMITED);
    await project.serve(2, 90);
    project.setClock(new Date(Date.parse(day(1)) + 3_600_000).toISOString());
    expect(await watchFreshness(project.governance, 'm', ALLOWED)).toMatchObject({ outcome: 'ok' });
  });

  it('is of the version in production alone, and asked for only where it is limited', async () => {
    const project = await makeWatchedProject(LIMITED);
    await project.serve(1, 90, '1.1.0');
    expect(await watchFreshness(project.governance, 'm', ALLOWED)).toMatchObject({ outcome: 'found' });
    const unlimited = await makeWatchedProject({ 'quality.maxAgeHours': { other: 1 } });
    expect(await watchFreshness(unlimited.governance, 'm', ALLOWED)).toMatchObject({ outcome: 'idle' });
  });

  it('is told by a dry run, which records nothing', async () => {
    const project = await makeWatchedProject(LIMITED);
    const report = await watchFreshness(project.governance, 'm', { ...ALLOWED, dryRun: true });
    expect(report).toMatchObject({ outcome: 'found', notes: [] });
    expect((await project.model()).alerts).toBeUndefined();
  });
});
