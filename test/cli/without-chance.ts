/** The text with those parts masked that differ from run to run. */
export function withoutChance(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z/g, (instant) =>
      // Instants of the data stay: only those of the run itself differ.
      instant.startsWith('2026-0') ? instant : '<instant>',
    )
    .replace(/\S*dharma-gov-test-\w+\/project/g, '<folder>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/(head |"hash": "|"previousHash": ")[0-9a-f]{12,64}/g, '$1<hash>');
}
