import SemVer from 'semver/classes/semver.js';
import inc from 'semver/functions/inc.js';
import rcompare from 'semver/functions/rcompare.js';
import valid from 'semver/functions/valid.js';
import { GovError } from '../core/errors.js';

/** Names become folder names and parts of addresses on every system, so they are kept plain. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** @throws GovError usage when the text cannot name a model. */
export function parseModelName(text: string): string {
  if (NAME.test(text)) return text;
  throw new GovError(
    'usage',
    `model name: expected letters, digits, ".", "_" or "-", got ${JSON.stringify(text)}`,
    {
      hint: 'for example: elec-price',
    },
  );
}

/** Whether the text is a Semantic Version, in the one spelling that the registry knows. */
export function isVersionNumber(text: string): boolean {
  // `valid` would also take "v1.2.3" and " 1.2.3" and drop build metadata, which would make two names for one version.
  return valid(text) === text;
}

/** @throws GovError usage when the text is not a Semantic Version 2.0.0 in full, without a "v" or build metadata. */
export function parseVersionNumber(text: string): string {
  if (isVersionNumber(text)) return text;
  throw new GovError('usage', `version: expected MAJOR.MINOR.PATCH, got ${JSON.stringify(text)}`, {
    hint: 'for example 1.2.0 or 2.0.0-rc.1; no leading v, no build metadata',
  });
}

export const BUMPS = ['major', 'minor', 'patch'] as const;
export type Bump = (typeof BUMPS)[number];

/** SemVer precedence, highest first. */
export function sortNewestFirst(versions: readonly string[]): string[] {
  return [...versions].sort(rcompare);
}

/** The one of highest precedence; undefined of none. One pass, where sorting thousands is felt by whoever waits. */
export function newestOf(versions: readonly string[]): string | undefined {
  let newest: SemVer | undefined;
  for (const version of versions) {
    const candidate = new SemVer(version);
    if (newest === undefined || candidate.compare(newest) > 0) newest = candidate;
  }
  return newest?.version;
}

/** The version number after the highest of `versions`; 1.0.0 for the first. */
export function nextVersionNumber(versions: readonly string[], bump: Bump): string {
  const highest = newestOf(versions);
  const next = highest === undefined ? '1.0.0' : inc(highest, bump);
  if (next === null)
    throw new GovError('integrity', `the registry holds "${highest}", which is not a version number`);
  return next;
}
