import { GovError } from '../core/errors.js';
import type { KeyType } from './keys.js';

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
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
      throw expected(place, 'a list of texts', value);
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
  }
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
  read: (item: unknown, place: string) => unknown,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw expected(place, 'a mapping of names to values', value);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, read(item, `${place}.${name}`)]),
  );
}

function expected(place: string, what: string, value: unknown): GovError {
  return new GovError('config', `${place}: expected ${what}, got ${JSON.stringify(value) ?? String(value)}`);
}
