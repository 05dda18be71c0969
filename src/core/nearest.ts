import leven from 'leven';

/** The known word closest to a mistyped one, or undefined when none is close enough to be what was meant. */
function nearestWord(word: string, known: readonly string[]): string | undefined {
  const tolerance = Math.max(2, Math.floor(word.length / 3));
  const ranked = known
    .map((candidate) => ({ candidate, distance: leven(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** `did you mean "x"?` for a mistyped word, or the list of known ones. */
export function suggestWord(word: string, known: readonly string[]): string {
  const nearest = nearestWord(word, known);
  return nearest === undefined ? `known: ${known.join(', ') || 'none'}` : `did you mean "${nearest}"?`;
}
