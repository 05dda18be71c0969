import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';
import { isDuration } from '../core/time.js';
import { parseFreezeWindow } from './freeze-window.js';
import { GATE_KEY_NAMES, GATE_KEYS, GATED_STATUSES, type GateKey } from './gate-keys.js';
import { parseWaivable } from './gate-names.js';
import type { KeyType } from './key.js';
import { readRetrainingHook, readSink } from './sink.js';
import { WATCH_MODEL_KEY_NAMES, WATCH_MODEL_KEYS, type WatchModelKey } from './watch-keys.js';

/**
 * Checks a setting's value as it came from YAML, JSON or (as text) from the environment.
 * @param place where it stands, for example `.dharmarc:7: maxBadRows`
 * @throws GovError config naming the place, what was expected and what was found.
 */
export function readConfigValue(type: KeyType, value: unknown, place: string): unknown {
  switch (type.kind) {
    case 'text':
      if (typeof value === 'string' && value !== '') return value;
      throw expected(place, 'a text', value);
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw expected(place, 'true or false', value);
    case 'number':
      return readNumber(type, value, place);
    case 'text-list':
      return readTextList(value, place);
    case 'choice-list':
      return readTextList(value, place).map((item) => readChoice(type.choices, item, place));
    case 'gate-names':
      return readTextList(value, place).map((item) => parseWaivable(item, place, 'config'));
    case 'freeze-windows':
      return readTextList(value, place).map((item) => parseFreezeWindow(item, place).text);
    case 'text-list-map':
      return mapEntries(value, place, readTextList);
    case 'text-map':
      return mapEntries(value, place, (item, itemPlace) =>
        typeof item === 'number' || typeof item === 'boolean'
          ? String(item)
          : readConfigValue({ kind: 'text' }, item, itemPlace),
      );
    case 'number-map':
      return mapEntries(value, place, (item, itemPlace) =>
        readNumber({ minimum: -Infinity }, item, itemPlace),
      );
    case 'number-map-by-model':
      return mapEntries(value, place, (item, itemPlace) =>
        readConfigValue({ kind: 'number-map' }, item, itemPlace),
      );
    case 'gates-by-model':
      return mapEntries(value, place, (model, modelPlace) =>
        mapEntries(model, modelPlace, (settings, statusPlace, status) => {
          readChoice(GATED_STATUSES, status, modelPlace);
          return mapEntries(settings, statusPlace, readGateSetting);
        }),
      );
    case 'duration':
      return readDuration(value, place);
    case 'schedule':
      return readSchedule(value, place);
    case 'watch-by-model':
      return mapEntries(value, place, (settings, modelPlace) =>
        mapEntries(settings, modelPlace, readWatchSetting),
      );
    case 'sinks':
      return mapEntries(value, place, (sink, sinkPlace) => readSink(sink, sinkPlace, readConfigValue));
    case 'retraining-hook':
      return readRetrainingHook(value, place, readConfigValue);
  }
}

/** `null` takes back what is set for all models. */
function readGateSetting(value: unknown, place: string, name: string): unknown {
  const { type, default: whenUnset } = GATE_KEYS[readChoice(GATE_KEY_NAMES, name, place) as GateKey];
  return value === null ? whenUnset : readConfigValue(type, value, place);
}

function readWatchSetting(value: unknown, place: string, name: string): unknown {
  const { type, default: whenUnset } =
    WATCH_MODEL_KEYS[readChoice(WATCH_MODEL_KEY_NAMES, name, place) as WatchModelKey];
  return value === null ? whenUnset : readConfigValue(type, value, place);
}

function readDuration(value: unknown, place: string): string {
  if (typeof value === 'string' && isDuration(value)) return value;
  throw expected(place, 'a duration such as 90m, 24h or 7d', value);
}

/** Five fields, or six with seconds. What they hold is for those who run by it: a parser of cron is not small. */
const CRON_SHAPE = /^\S+(?: +\S+){4,5}$/;

function readSchedule(value: unknown, place: string): string {
  // YAML reads a bare off as false.
  if (value === false) return 'off';
  if (typeof value === 'string' && (value === 'off' || isDuration(value) || CRON_SHAPE.test(value))) {
    return value;
  }
  throw expected(place, 'a duration such as 90m, a cron expression such as "0 6 * * *", or off', value);
}

function readTextList(value: unknown, place: string): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw expected(place, 'a list of texts', value);
}

function readChoice(choices: readonly string[], value: string, place: string): string {
  if (choices.includes(value)) return value;
  throw new GovError('config', `${place}: unknown name ${JSON.stringify(value)}`, {
    hint: suggestWord(value, choices),
  });
}

function readNumber(
  range: { readonly minimum: number; readonly maximum?: number; readonly integer?: true },
  value: unknown,
  place: string,
): number {
  const noun = range.integer === true ? 'a whole number' : 'a number';
  if (typeof value !== 'number' || !Number.isFinite(value)) throw expected(place, noun, value);
  const tooSmall = value < range.minimum;
  const tooLarge = range.maximum !== undefined && value > range.maximum;
  if (tooSmall || tooLarge || (range.integer === true && !Number.isInteger(value))) {
    const span =
      range.maximum === undefined
        ? `of at least ${range.minimum}`
        : `from ${range.minimum} to ${range.maximum}`;
    throw expected(place, `${noun} ${span}`, value);
  }
  return value;
}

function mapEntries(
  value: unknown,
  place: string,
  read: (item: unknown, place: string, name: string) => unknown,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw expected(place, 'a mapping of names to values', value);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, read(item, `${place}.${name}`, name)]),
  );
}

function expected(place: string, what: string, value: unknown): GovError {
  return new GovError('config', `${place}: expected ${what}, got ${JSON.stringify(value) ?? String(value)}`);
}
