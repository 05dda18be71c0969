import { type ErrorKind, GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import { ARTIFACT_FORMATS, METADATA_FIELDS } from './gate-keys.js';

/**
 * Every gate, in the order in which they are shown, with the subjects it may have: `metric` for any, none where it is
 * about one thing. A policy names gates, so their names are part of the configuration.
 */
export const GATE_SUBJECTS = {
  integrity: [],
  minimum: 'metric',
  maximum: 'metric',
  regression: 'metric',
  'relative-regression': 'metric',
  latency: [],
  baseline: [],
  drift: [],
  'recent-data': [],
  'ab-test': [],
  'artifact-size': [],
  format: [...ARTIFACT_FORMATS, 'unknown'],
  metadata: METADATA_FIELDS,
  'model-card': [],
  approvals: [],
  freeze: [],
  'staging-time': [],
} as const satisfies Record<string, 'metric' | readonly string[]>;

export type GateName = keyof typeof GATE_SUBJECTS;

export const GATE_NAMES = Object.keys(GATE_SUBJECTS) as GateName[];

/** What no policy may let anybody past: files that are not the registered ones are another model. */
export const NEVER_WAIVED: readonly string[] = ['integrity'] satisfies GateName[];

/**
 * `minimum`, or one of its subjects: `minimum/accuracy`.
 * @param place where it stands: `.dharmarc:7: gates.production.waivable`, `--waive`
 * @throws GovError of the kind, naming the place and the nearest gate there is.
 */
export function parseGateName(text: string, place: string, kind: ErrorKind): string {
  const [name = ''] = text.split('/', 1);
  if (!Object.hasOwn(GATE_SUBJECTS, name)) {
    throw new GovError(kind, `${place}: unknown gate ${JSON.stringify(text)}`, {
      hint: suggestWord(name, GATE_NAMES),
    });
  }
  if (name === text) return text;
  const subject = text.slice(name.length + 1);
  const subjects: 'metric' | readonly string[] = GATE_SUBJECTS[name as GateName];
  if (subjects === 'metric' ? subject !== '' : subjects.includes(subject)) return text;
  const known = subjects === 'metric' ? [] : subjects;
  throw new GovError(kind, `${place}: gate ${name} has no part ${JSON.stringify(subject)}`, {
    hint: known.length > 0 ? suggestWord(subject, known) : `write ${name}`,
  });
}

/** The same for what is to be waived. */
export function parseWaivable(text: string, place: string, kind: ErrorKind): string {
  if (!NEVER_WAIVED.includes(parseGateName(text, place, kind))) return text;
  throw new GovError(kind, `${place}: gate ${text} cannot be waived`, {
    hint: 'files that are not the registered ones are another model: register them as a version',
  });
}
