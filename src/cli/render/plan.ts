import { formatShare } from '../../core/share.js';
import type { RegistryEvent } from '../../registry/events.js';
import type { Plan } from '../../registry/plan.js';
import { nameFinding, paintSeverity } from './alerts.js';
import type { Screen } from './screen.js';
import { formatBytes, formatCount, formatInstant, printable } from './text.js';

/** A plan as a diff: what is new with `+`, what moves with `~`. */
export function renderPlan(screen: Screen, plan: Plan): string {
  return renderEvents(screen, plan.events).join('\n');
}

/** Events as lines of a diff. */
export function renderEvents(screen: Screen, events: readonly RegistryEvent[]): string[] {
  return events.map((event) => {
    const sign = CHANGES.has(event.type) ? '~' : '+';
    return paintOf(screen, event)(`${sign} ${describeEvent(event)}`);
  });
}

/** Events that change what was there already. */
const CHANGES: ReadonlySet<RegistryEvent['type']> = new Set([
  'status-changed',
  'alert-acknowledged',
  'alert-resolved',
  'experiment-advanced',
  'experiment-stopped',
  'automation-resumed',
]);

function paintOf(screen: Screen, event: RegistryEvent): (text: string) => string {
  if (event.type === 'alert-opened') return paintSeverity(screen, event.severity);
  if (event.type === 'version-reviewed') return event.decision === 'approved' ? screen.green : screen.red;
  if (event.type === 'gate-waived' || event.type === 'automatic-rollback') return screen.yellow;
  if (event.type !== 'status-changed') return screen.green;
  if (event.to === 'failed') return screen.red;
  return event.to === 'deprecated' ? screen.yellow : screen.green;
}

/** An event in a line, safe to print. */
export function describeEvent(event: RegistryEvent): string {
  return printable(describe(event));
}

function describe(event: RegistryEvent): string {
  switch (event.type) {
    case 'registry-created':
      return `registry ${event.id}`;
    case 'model-created':
      return `model ${event.model} (${event.modelType})`;
    case 'version-registered': {
      const { path, bytes, sha256, kind } = event.artifact;
      const what = `${path}, ${kind}, ${formatBytes(bytes)}, sha256 ${sha256.slice(0, 12)}`;
      return `${event.model}@${event.version}  ${event.status}  (${what})`;
    }
    case 'status-changed':
      return `${event.model}@${event.version}  ${event.from} -> ${event.to}${CAUSES[event.cause]}`;
    case 'baseline-set': {
      const { source, rows } = event.baseline;
      return `${event.model}@${event.version}  baseline of ${formatCount(rows)} rows from ${source}`;
    }
    case 'alert-opened': {
      const { id, model, version, message } = event;
      return `alert ${id}  ${nameFinding(event)}  ${model}@${version}  (${message})`;
    }
    case 'alert-acknowledged':
      return `alert ${event.id}  acknowledged`;
    case 'alert-resolved':
      return `alert ${event.id}  resolved${event.cause === 'quiet' ? '  (quiet again)' : ''}`;
    case 'experiment-started': {
      const name = `${event.model}/${event.experiment}`;
      const [control, candidate] = event.arms.map(({ version }) => version);
      if (event.ramp !== null) {
        return `canary ${name}  ${candidate} against ${control}, at ${event.percent} % of ${event.ramp.percents.join(', ')} %`;
      }
      const arms = event.arms.map(({ version, weight }) => `${version} ${formatShare(weight)}`);
      return `test ${name}  ${arms.join(', ')}`;
    }
    case 'experiment-advanced':
      return `test ${event.model}/${event.experiment}  candidate at ${event.percent} %`;
    case 'experiment-stopped': {
      const winner = event.winner === null ? '' : `, ${event.winner} wins`;
      return `test ${event.model}/${event.experiment}  stopped: ${event.decision}${winner}`;
    }
    case 'version-reviewed':
      return `${event.model}@${event.version}  ${event.decision} for ${event.to}`;
    case 'gate-waived': {
      const until = event.until === null ? 'once' : `until ${formatInstant(event.until)}`;
      return `${event.model}@${event.version}  gate ${event.gate} waived for ${event.to} ${until}`;
    }
    case 'automatic-rollback':
      return `${event.model}  rolled back automatically from ${event.from} to ${event.to}  (${event.message})`;
    case 'automation-resumed':
      return `${event.model}  automatic rollbacks resumed`;
    case 'retraining-requested':
      return `${event.model}@${event.version}  retraining asked for  (${event.message})`;
  }
}

const CAUSES = {
  request: '',
  replaced: '  (replaced)',
  rollback: '  (rollback)',
  integrity: '  (damaged files)',
} as const;
