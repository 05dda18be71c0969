// One of many processes that record checks of one model at once: each check says what `states` names, in turn.
import { openGovernance, recordCheck } from '../../dist/index.js';

const [folder, name, ...states] = process.argv.slice(2);
const governance = await openGovernance({ folder, actor: name });
const changes = { opened: [], resolved: [] };
for (const state of states) {
  const { alerts } = await recordCheck(governance, {
    kind: 'drift',
    model: 'm',
    version: '1.0.0',
    window: { from: null, to: null },
    segmentColumn: null,
    rows: 100,
    verdict: state === 'firing' ? 'fail' : 'pass',
    summary: state,
    rules: [{ rule: 'drift', subject: null, state, observed: 0.2, limit: 0.1, message: state }],
    values: [],
  });
  changes.opened.push(...alerts.opened.map(({ id }) => id));
  changes.resolved.push(...alerts.resolved.map(({ id }) => id));
}
process.stdout.write(JSON.stringify(changes));
