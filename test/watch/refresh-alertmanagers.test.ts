import { expect, it } from 'vitest';
import { refreshAlertmanagers } from '../../src/governance/watch/refresh-alertmanagers.js';
import { openGovernance, resolveAlert } from '../../src/index.js';
import type { Alert } from '../../src/registry/alert.js';
import { runShell } from '../cli/shell.js';
import { configureSinks, makeDamagedRegistry } from './telling-project.js';

it('an alert that is resolved while an Alertmanager is told of it is told to be over', async () => {
  const folder = await makeDamagedRegistry();
  configureSinks(folder, { am: { kind: 'alertmanager', url: 'http://127.0.0.1:9' } });
  await runShell('dharma-gov watch --once --job integrity', folder);
  const governance = await openGovernance({ folder, actor: 'test' });
  const told: (readonly Alert[])[] = [];
  const transport = {
    send: () => Promise.reject(new Error('nothing is sent')),
    refresh: async (_channel: unknown, _registry: unknown, alerts: readonly Alert[]) => {
      told.push(alerts);
      if (told.length === 1) await resolveAlert(governance, { id: 'churn:1', reason: null, dryRun: false });
      return { kind: 'delivered' } as const;
    },
  };
  const report = await refreshAlertmanagers(governance, { transport }, { autoRollback: true, dryRun: false });
  expect(report.outcome).toBe('ok');
  expect(told.map((alerts) => alerts.map(({ id, resolved }) => [id, resolved !== null]))).toEqual([
    [
      ['churn:1', false],
      ['fraud:1', false],
    ],
    [['churn:1', true]],
  ]);
}, 60_000);
