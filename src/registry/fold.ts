import { headOf, type LogEntry } from '../commit-log/entry.js';
import { contradiction } from './contradiction.js';
import type { RegistryEvent, StatusChanged, VersionRegistered } from './events.js';
import { foldAlert } from './fold-alert.js';
import { endEpisode, foldAutomation } from './fold-automation.js';
import { foldExperiment } from './fold-experiment.js';
import { foldGateEvent } from './fold-gate-event.js';
import { isVersionNumber } from './names.js';
import {
  findModel,
  findVersion,
  type Model,
  productionVersion,
  type RegistryState,
  type Version,
} from './state.js';
import { allowedTransitions, isAhead, type Status } from './status.js';

/**
 * The state after `entries`. `base` is left untouched; folding k entries costs the size of the models they touch
 * plus k, not k times the size of the registry.
 * @throws GovError integrity when an event contradicts the state (a version registered twice, two in production).
 */
export function foldEntries(base: RegistryState, entries: readonly LogEntry<RegistryEvent>[]): RegistryState {
  const draft = new Draft(base);
  for (const entry of entries) draft.apply(entry);
  return draft.state();
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type DraftModel = Mutable<Model> & { versions: Record<string, Version> };

/** A copy of a state that copies each model once, when it is first touched, and then writes to that copy. */
class Draft {
  private head: RegistryState['head'];
  private id: string | null;
  private readonly models: Record<string, Model>;
  private readonly touched = new Map<string, DraftModel>();

  constructor(base: RegistryState) {
    this.head = base.head;
    this.id = base.id;
    this.models = { ...base.models };
  }

  state(): RegistryState {
    return { head: this.head, id: this.id, models: this.models };
  }

  apply(entry: LogEntry<RegistryEvent>): void {
    for (const event of entry.events) this.applyEvent(event, entry);
    this.head = headOf(entry);
  }

  private applyEvent(event: RegistryEvent, entry: LogEntry<RegistryEvent>): void {
    const { generation } = entry;
    if ((event.type === 'registry-created') !== (this.id === null)) {
      throw contradiction(
        generation,
        this.id === null ? 'the registry was never created' : 'the registry is created twice',
      );
    }
    switch (event.type) {
      case 'registry-created':
        this.id = event.id;
        return;
      case 'model-created':
        if (findModel(this.state(), event.model) !== undefined) {
          throw contradiction(generation, `model ${event.model} is created twice`);
        }
        this.models[event.model] = {
          name: event.model,
          type: event.modelType,
          createdAt: entry.at,
          versions: {},
          promotionTrail: [],
          everInProduction: [],
        };
        return;
      case 'version-registered':
        this.register(event, entry);
        return;
      case 'status-changed':
        this.changeStatus(event, entry);
        return;
      case 'baseline-set': {
        const model = this.draftOf(event.model, entry.generation);
        const version = versionOf(model, event.version, entry.generation);
        model.versions[event.version] = { ...version, baseline: event.baseline };
        return;
      }
      case 'alert-opened':
      case 'alert-acknowledged':
      case 'alert-resolved': {
        const model = this.draftOf(event.model, entry.generation);
        model.alerts = foldAlert(model, event, entry);
        const automation = endEpisode(model);
        if (automation !== undefined) model.automation = automation;
        return;
      }
      case 'experiment-started':
      case 'experiment-advanced':
      case 'experiment-stopped': {
        const model = this.draftOf(event.model, generation);
        for (const { version } of event.type === 'experiment-started' ? event.arms : [])
          versionOf(model, version, generation);
        model.experiments = foldExperiment(model.experiments ?? {}, event, entry);
        return;
      }
      case 'version-reviewed':
      case 'gate-waived': {
        const model = this.draftOf(event.model, generation);
        const { status } = versionOf(model, event.version, generation);
        if (event.type === 'version-reviewed' && !isAhead(status, event.to)) {
          throw contradiction(
            generation,
            `${event.model}@${event.version} is ${status} and is reviewed for ${event.to}`,
          );
        }
        Object.assign(model, foldGateEvent(model, event, entry));
        return;
      }
      case 'automatic-rollback':
      case 'automation-resumed':
      case 'retraining-requested': {
        const model = this.draftOf(event.model, generation);
        const named = event.type === 'automatic-rollback' ? [event.from, event.to] : [];
        for (const version of named) versionOf(model, version, generation);
        model.automation = foldAutomation(model, event, entry);
        return;
      }
    }
  }

  private register(event: VersionRegistered, entry: LogEntry<RegistryEvent>): void {
    const model = this.draftOf(event.model, entry.generation);
    if (findVersion(model, event.version) !== undefined) {
      throw contradiction(entry.generation, `${event.model}@${event.version} is registered twice`);
    }
    if (!INITIAL.includes(event.status) || !isVersionNumber(event.version)) {
      throw contradiction(
        entry.generation,
        `${event.model}@${event.version} is registered in ${event.status}`,
      );
    }
    const { type: _type, model: _model, ...fields } = event;
    model.versions[event.version] = {
      ...fields,
      statusSince: entry.at,
      baseline: null,
      registeredAt: entry.at,
      registeredBy: entry.actor,
      generation: entry.generation,
    };
  }

  private changeStatus(event: StatusChanged, { generation, at }: LogEntry<RegistryEvent>): void {
    const model = this.draftOf(event.model, generation);
    const version = versionOf(model, event.version, generation);
    if (version.status !== event.from) {
      throw contradiction(
        generation,
        `${event.model}@${event.version} is ${version.status}, not ${event.from}`,
      );
    }
    if (!isLegal(model, event)) {
      throw contradiction(
        generation,
        `${event.model}@${event.version} goes from ${event.from} to ${event.to} by ${event.cause}`,
      );
    }
    if (event.to === 'production' && productionVersion(model) !== undefined) {
      throw contradiction(generation, `model ${model.name} would have two versions in production`);
    }
    model.versions[event.version] = { ...version, status: event.to, statusSince: at };
    if (event.to !== 'production') return;
    // Going back along the trail forgets what was rolled away from; anything else is a step forward.
    const back = event.cause === 'rollback' ? model.promotionTrail.indexOf(event.version) : -1;
    model.promotionTrail =
      back >= 0 ? model.promotionTrail.slice(0, back + 1) : [...model.promotionTrail, event.version];
    if (!model.everInProduction.includes(event.version)) {
      model.everInProduction = [...model.everInProduction, event.version];
    }
  }

  private draftOf(name: string, generation: number): DraftModel {
    const already = this.touched.get(name);
    if (already !== undefined) return already;
    const model = findModel(this.state(), name);
    if (model === undefined) throw contradiction(generation, `model ${name} does not exist`);
    const draft: DraftModel = { ...model, versions: { ...model.versions } };
    this.touched.set(name, draft);
    this.models[name] = draft;
    return draft;
  }
}

const INITIAL: readonly Status[] = ['training', 'validation'];

/** Whether the lifecycle has this step, for this cause. */
function isLegal(model: Model, { version, from, to, cause }: StatusChanged): boolean {
  switch (cause) {
    case 'request':
      return allowedTransitions(from).includes(to);
    case 'replaced':
      return from === 'production' && to === 'deprecated';
    case 'rollback':
      if (to === 'deprecated') return from === 'production';
      return from === 'deprecated' && to === 'production' && model.everInProduction.includes(version);
    case 'integrity':
      return from !== 'failed' && to === 'failed';
  }
}

function versionOf(model: Model, version: string, generation: number): Version {
  const found = findVersion(model, version);
  if (found === undefined) throw contradiction(generation, `${model.name}@${version} does not exist`);
  return found;
}
