import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchDrift } from '../../src/governance/watch/watch-drift.js';
import { registerVersion } from '../../src/index.js';
import { ingestInto } from '../predictions/example-registry.js';
import { registration } from '../registration.js';
import { ALLOWED, day, makeWatchedProject, messagesOf, promote } from './watched-project.js';

const HOOK = { 'watch.retraining': { kind: 'command', command: ['retrain'] } } as const;

/** A day of requests whose only feature is far from that of the training data. */
async function serveDrifted(project: Awaited<ReturnType<typeof makeWatchedProject>>, days: number) {
  const lines = Array.from({ length: 150 }, (_, row) => {
    const at = new Date(Date.parse(day(days - 1)) + row * 570_000).toISOString();
    return `d-${days}-${row},${at},${100 + (row % 10)},UP,1`;
  });
  const path = join(project.folder, `drifted-${days}.csv`);
  writeFileSync(path, ['request_id,timestamp,x,prediction,latency_ms', ...lines].join('\n'));
  project.setClock(day(days));
  await ingestInto(project.governance, path, { to: 'm@1.2.0' });
}

describe('drift of the version in production', () => {
  it('is kept, opens an alert and asks for retraining once', async () => {
    const project = await makeWatchedProject(HOOK);
    await project.serve(1, 90);
    // Too few rows to say that nothing drifted are enough to see what moved far.
    expect(await watchDrift(project.governance, 'm', ALLOWED)).toMatchObject({
      outcome: 'inconclusive',
      exitCode: 7,
      version: '1.2.0',
      hint: `see dharma-gov drift-check m@1.2.0 --from ${day(0)} --to ${day(1)}`,
      notes: [],
    });
    await serveDrifted(project, 2);
    const report = await watchDrift(project.governance, 'm', ALLOWED);
    expect(report).toMatchObject({
      outcome: 'found',
      exitCode: 3,
      hint: `see dharma-gov drift-check m@1.2.0 --from ${day(1)} --to ${day(2)}`,
    });
    expect(messagesOf(report)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^alert m:1 opened: severe drift \(drift: 1 of 1 features drifted/),
        expect.stringMatching(/^asked for retraining: drift: 1 of 1 features drifted/),
      ]),
    );
    await serveDrifted(project, 3);
    const again = await watchDrift(project.governance, 'm', ALLOWED);
    expect(messagesOf(again).filter((message) => message.includes('retraining'))).toEqual([]);
  });

  it('cannot be told without predictions, nor without a baseline', async () => {
    const project = await makeWatchedProject();
    project.setClock(day(1));
    expect(await watchDrift(project.governance, 'm', ALLOWED)).toMatchObject({
      outcome: 'inconclusive',
      exitCode: 7,
      version: '1.2.0',
      hint: expect.stringContaining('dharma-gov ingest-predictions m@1.2.0'),
    });
    writeFileSync(project.file('2.0.0'), '2');
    await registerVersion(project.governance, registration('m', '2.0.0', '2.0.0.bin'));
    for (const to of ['staging', 'production'] as const) await promote(project.governance, '2.0.0', to);
    expect(await watchDrift(project.governance, 'm', ALLOWED)).toMatchObject({
      outcome: 'inconclusive',
      exitCode: 7,
      message: 'm@2.0.0 has no baseline to compare with',
      hint: 'make one: dharma-gov baseline set m@2.0.0 <training data>',
    });
  });

  it('is no question where nothing is in production', async () => {
    const project = await makeWatchedProject();
    writeFileSync(project.file('1.0.0'), 'n');
    await registerVersion(project.governance, registration('n', '1.0.0', '1.0.0.bin'));
    expect(await watchDrift(project.governance, 'n', ALLOWED)).toMatchObject({
      outcome: 'idle',
      message: 'nothing of n is in production',
    });
  });
});
