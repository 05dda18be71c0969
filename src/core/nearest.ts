import leven from 'leven';

/** Of more words than this nobody reads a list. */
const MOST_LISTED = 30;

/**
 * `did you mean "x"?` for a mistyped word; where none is close enough to be what was meant, the list of known ones, or of
 * many the three closest.
 */
export function suggestWord(word: string, known: readonly string[]): string {
  const ranked = known
    .map((candidate) => ({ candidate, distance: leven(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = ranked;
  if (nearest === undefined) return 'known: none';
  if (nearest.distance <= Math.max(2, Math.floor(word.length / 3)))
    return `did you mean "${nearest.candidate}"?`;
  if (known.length <= MOST_LISTED) return `known: ${known.join(', ')}`;
  const closest = ranked.slice(0, 3).map(({ candidate }) => candidate);
  return `the closest of ${known.length}: ${closest.join(', ')}`;
}
