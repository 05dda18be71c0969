import { isNode, LineCounter, parseDocument } from 'yaml';

/** Parsed YAML: its value and where its keys stand, or the first thing wrong with it. */
export type YamlReading =
  | { readonly value: unknown; readonly lineOf: (keys: readonly string[]) => number | undefined }
  | { readonly problem: string; readonly line: number };

/** Imported only where there is YAML to read: the parser is most of a short command's start-up time. */
export function parseYaml(text: string): YamlReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem !== undefined) return { problem: problem.message, line: lines.linePos(problem.pos[0]).line };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias to nothing, or one that would blow up.
    return { problem: error instanceof Error ? error.message : String(error), line: 1 };
  }
  return {
    value,
    lineOf: (keys) => {
      const node = document.getIn(keys, true);
      const start = isNode(node) ? node.range?.[0] : undefined;
      return start === undefined ? undefined : lines.linePos(start).line;
    },
  };
}
