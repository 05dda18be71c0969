/** An escaped character, a string in single or in double quotes, closed or not, space, and anything else. */
const TOKEN = /\\(.)?|'([^']*)'?|"((?:\\.|[^"\\])*)"?|(\s+)|([^\s'"\\]+)/gs;

/**
 * A command line up to the cursor -> the words that bash would hand to the command; the last one is still being typed.
 * Nothing is expanded, let alone run.
 */
export function splitLine(line: string): string[] {
  const words = [''];
  for (const [, escaped, single, double, space, plain] of line.matchAll(TOKEN)) {
    if (space !== undefined) words.push('');
    else {
      const text = escaped ?? single ?? double?.replace(/\\(["$`\\])/g, '$1') ?? plain ?? '';
      words.push((words.pop() ?? '') + text);
    }
  }
  return words;
}
