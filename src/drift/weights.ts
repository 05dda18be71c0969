import { GovError } from '../core/errors.js';
import { suggestWord } from '../core/nearest.js';

export interface Weights {
  /** Share of a feature in the whole. */
  readonly of: (feature: string) => number;
  readonly source: 'importance' | 'uniform';
  /** Features that the importance given does not name: they weigh nothing. */
  readonly unnamed: readonly string[];
}

/**
 * Importance as given -> weights that add up to 1; without any, all features weigh the same.
 * @param place where the importance was given, for messages
 * @throws GovError config for a negative one, an unknown feature, or nothing but zeros.
 */
export function resolveWeights(
  features: readonly string[],
  importance: Readonly<Record<string, number>> | null,
  place: string,
): Weights {
  if (importance === null || Object.keys(importance).length === 0) {
    return { of: () => 1 / features.length, source: 'uniform', unnamed: [] };
  }
  requireFeatures(features, importance, place);
  for (const [name, weight] of Object.entries(importance)) {
    if (weight >= 0 && Number.isFinite(weight)) continue;
    throw new GovError('config', `${place}.${name}: expected a weight of 0 or more, got ${weight}`);
  }
  const weightOf = (name: string) => (Object.hasOwn(importance, name) ? (importance[name] ?? 0) : 0);
  const sum = features.reduce((total, name) => total + weightOf(name), 0);
  if (sum === 0)
    throw new GovError('config', `${place}: all weights are 0`, { hint: 'leave it out to weigh all alike' });
  return {
    of: (name) => weightOf(name) / sum,
    source: 'importance',
    unnamed: features.filter((name) => !Object.hasOwn(importance, name)),
  };
}

/** @throws GovError config naming the first key that is no feature. */
export function requireFeatures(features: readonly string[], given: object, place: string): void {
  const unknown = Object.keys(given).find((name) => !features.includes(name));
  if (unknown === undefined) return;
  throw new GovError('config', `${place}.${unknown}: the baseline has no such feature`, {
    hint: suggestWord(unknown, features),
  });
}
