import type { Json } from '../../core/json.js';
import { NO_ALERTS } from '../../registry/alert.js';
import type { RegistryEvent } from '../../registry/events.js';
import type { Experiment } from '../../registry/experiment.js';
import { findVersion, type Model } from '../../registry/state.js';
import { allowedTransitions } from '../../registry/status.js';
import type { ExperimentReport } from './evaluate-experiment.js';

/** What a test ends with, whether or not it could be evaluated. */
export type Ending = Pick<ExperimentReport, 'model' | 'test' | 'decision' | 'winner' | 'losers' | 'reasons'>;

/** The end of a test, with the marks on those that lost; nobody is to look after it any more. */
export function planEnd(model: Model, ending: Ending): RegistryEvent[] {
  const { test, decision, winner, losers } = ending;
  return [
    {
      type: 'experiment-stopped',
      model: model.name,
      experiment: test,
      decision,
      winner,
      losers: [...losers],
      analysis: keptAnalysis(ending),
    },
    ...losers.flatMap((loser) => planMark(model, loser)),
    ...Object.values((model.alerts ?? NO_ALERTS).unresolved)
      .filter(({ rule, subject }) => rule === 'ab-test' && subject === test)
      .map(({ id }) => ({ type: 'alert-resolved', model: model.name, id, cause: 'request' }) as const),
  ];
}

/** What is kept for good: all but the test itself, which the registry has anyway. */
export function keptAnalysis(ending: Ending | ExperimentReport): Json {
  const { experiment: _, ...analysis } = { experiment: null, ...ending };
  return JSON.parse(JSON.stringify(analysis)) as Json;
}

/** A loser in production is somebody else's decision; one that is given up already needs no mark. */
export function planMark(model: Model, loser: string): RegistryEvent[] {
  const version = findVersion(model, loser);
  if (version === undefined || version.status === 'production') return [];
  if (!allowedTransitions(version.status).includes('failed')) return [];
  return [
    {
      type: 'status-changed',
      model: model.name,
      version: loser,
      from: version.status,
      to: 'failed',
      cause: 'request',
    },
  ];
}

/** The ending of a test that cannot be evaluated. */
export function withoutAnalysis(model: string, { id }: Experiment, problem: string): Ending {
  return { model, test: id, decision: 'blocked', winner: null, losers: [], reasons: [problem] };
}
