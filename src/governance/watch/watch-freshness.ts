import type { NewCheck } from '../../checks/check-record.js';
import { newestPrediction } from '../../predictions/log-state.js';
import { checkFreshness } from '../../quality/freshness.js';
import { keepCheck } from '../checks/keep-check.js';
import type { Governance } from '../context.js';
import { readPredictionLog } from '../predictions/ingest-predictions.js';
import { type JobReport, jobReport } from './job-report.js';
import type { JobOptions } from './ports.js';
import { reportVerdict } from './verdict-report.js';
import { findProduction } from './watched-window.js';

/**
 * Whether the newest prediction of the version in production is as new as `quality.maxAgeHours` asks for. Reads what the
 * log says of its batches, and no prediction.
 */
export async function watchFreshness(
  governance: Governance,
  model: string,
  { dryRun }: JobOptions,
): Promise<JobReport> {
  const limits = governance.config['quality.maxAgeHours'];
  const maxAgeHours = Object.hasOwn(limits, model) ? limits[model] : undefined;
  const production = await findProduction(governance, model);
  if (production === null) return jobReport('idle', `nothing of ${model} is in production`);
  const { version } = production;
  if (maxAgeHours === undefined)
    return jobReport('idle', `the age of predictions of ${model} is not limited`);
  const log = await readPredictionLog(await governance.openPredictionLog(model));
  const rows = log.predictions
    .filter((batch) => batch.version === version)
    .reduce((sum, batch) => sum + batch.rows, 0);
  const now = governance.now();
  const { rule } = checkFreshness({ newestAt: newestPrediction(log, version), now, maxAgeHours }, rows);
  const verdict = rule.state === 'firing' ? 'fail' : 'pass';
  const check: NewCheck = {
    kind: 'freshness',
    model,
    version,
    window: { from: null, to: now },
    segmentColumn: null,
    rows,
    verdict,
    summary: rule.message,
    rules: [rule],
    values: [
      {
        name: 'ageHours',
        subject: null,
        value: rule.observed,
        low: null,
        high: null,
        n: rows,
        limit: rule.limit,
        status: null,
      },
    ],
  };
  const { recording } = await keepCheck(governance, check, { record: !dryRun, compare: false });
  const hint = `see whether predictions of ${model}@${version} are still ingested`;
  return reportVerdict({ model, version, verdict, summary: rule.message, recording }, { fail: hint }, []);
}
