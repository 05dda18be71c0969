import type { Instant } from '../core/time.js';
import type { ExperimentAdvanced, ExperimentStarted, ExperimentStopped } from './experiment-events.js';

/** A span in which units were routed the same way. */
export interface Phase {
  readonly from: Instant;
  /** Of their full size that the arms behind the control had. */
  readonly percent: number;
}

/** A test of versions of one model against each other. */
export interface Experiment extends Omit<ExperimentStarted, 'type' | 'model' | 'experiment' | 'percent'> {
  readonly id: string;
  readonly startedAt: Instant;
  readonly startedBy: string;
  /** Oldest first; at least one. */
  readonly phases: readonly Phase[];
  /** Null while it runs. */
  readonly stopped:
    | (Pick<ExperimentStopped, 'decision' | 'winner' | 'losers' | 'analysis'> & {
        readonly at: Instant;
        readonly by: string;
        readonly reason: string | null;
      })
    | null;
}

interface Note {
  readonly at: Instant;
  readonly actor: string;
  readonly reason: string | null;
}

export function startedExperiment(event: ExperimentStarted, { at, actor }: Note): Experiment {
  const { type: _type, model: _model, experiment, percent, ...fields } = event;
  return {
    ...fields,
    id: experiment,
    startedAt: at,
    startedBy: actor,
    phases: [{ from: event.from, percent }],
    stopped: null,
  };
}

export function advancedExperiment(
  experiment: Experiment,
  { from, percent }: ExperimentAdvanced,
): Experiment {
  return { ...experiment, phases: [...experiment.phases, { from, percent }] };
}

export function stoppedExperiment(experiment: Experiment, event: ExperimentStopped, note: Note): Experiment {
  const { decision, winner, losers, analysis } = event;
  return {
    ...experiment,
    stopped: { decision, winner, losers, analysis, at: note.at, by: note.actor, reason: note.reason },
  };
}
