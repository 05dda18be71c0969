import type { LogEntry } from '../commit-log/entry.js';
import { contradiction } from './contradiction.js';
import type { RegistryEvent } from './events.js';
import type { Experiment } from './experiment.js';
import type { ExperimentAdvanced, ExperimentStarted, ExperimentStopped } from './experiment-events.js';

type Experiments = Readonly<Record<string, Experiment>>;
type ExperimentEvent = ExperimentStarted | ExperimentAdvanced | ExperimentStopped;

/**
 * The tests of a model after one more event.
 * @throws GovError integrity when a test starts twice, or goes on after its end.
 */
export function foldExperiment(
  experiments: Experiments,
  event: ExperimentEvent,
  entry: LogEntry<RegistryEvent>,
): Experiments {
  const name = `${event.model}/${event.experiment}`;
  const present = Object.hasOwn(experiments, event.experiment) ? experiments[event.experiment] : undefined;
  if (event.type === 'experiment-started') {
    if (present !== undefined) throw contradiction(entry.generation, `test ${name} is started twice`);
    return { ...experiments, [event.experiment]: start(event, entry) };
  }
  if (present === undefined) throw contradiction(entry.generation, `test ${name} was never started`);
  if (present.stopped !== null) throw contradiction(entry.generation, `test ${name} goes on after its end`);
  const next = event.type === 'experiment-advanced' ? advance(present, event) : stop(present, event, entry);
  return { ...experiments, [event.experiment]: next };
}

function start(event: ExperimentStarted, { at, actor }: LogEntry<RegistryEvent>): Experiment {
  const { type: _type, model: _model, experiment, percent, ...fields } = event;
  return {
    ...fields,
    id: experiment,
    startedAt: at,
    startedBy: actor,
    phases: [{ from: event.from, percent, reason: 'started' }],
    stopped: null,
  };
}

function advance(experiment: Experiment, { from, percent, cause }: ExperimentAdvanced): Experiment {
  return { ...experiment, phases: [...experiment.phases, { from, percent, reason: cause }] };
}

function stop(
  experiment: Experiment,
  { decision, winner, losers, analysis }: ExperimentStopped,
  { at, actor, reason }: LogEntry<RegistryEvent>,
): Experiment {
  return { ...experiment, stopped: { decision, winner, losers, analysis, at, by: actor, reason } };
}
