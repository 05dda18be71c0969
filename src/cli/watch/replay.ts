import { EXIT_CODES } from '../../core/errors.js';
import { PERIODS, type Period } from '../../performance/period.js';
import { withResultsInMemory } from '../../replay-context.js';
import { rehearse } from '../../watch/replay/rehearse.js';
import { parseChoice } from '../choice-option.js';
import type { Outcome } from '../command.js';
import { renderReplay } from '../render/replay.js';
import { listReplay } from '../render/replay-list.js';
import type { CliSession } from '../session.js';
import { parseWindow } from '../window-option.js';
import type { ReplayOptions } from './replay-option.js';

/** `watch --replay`: what would have been found, and done about it. */
export async function replayWatch(
  options: ReplayOptions & Required<Pick<ReplayOptions, 'replay'>>,
  session: CliSession,
): Promise<Outcome> {
  const { replay, by = 'day', autoRollback, from, to } = options;
  const window = parseWindow({ ...(from && { from }), ...(to && { to }) }, session);
  if (window.kind !== 'log') throw new RangeError('a rehearsal reads no files');
  const { governance, registryFolder } = session;
  const report = await rehearse(
    withResultsInMemory(governance, { path: registryFolder, place: governance.place }),
    {
      model: replay === true ? null : replay,
      from: window.from,
      to: window.to,
      by: parseChoice<Period>('--by', by, PERIODS),
      autoRollback,
    },
  );
  const isJudged = report.models.some(({ judged }) => judged > 0);
  return {
    schema: 'dharma-gov/replay@1',
    report,
    exitCode: isJudged ? EXIT_CODES.ok : EXIT_CODES.inconclusive,
    render: (screen) => (screen.isTty ? renderReplay(screen, report) : listReplay(screen, report)),
  };
}
