/** A command line without shell syntax -> its words; double quotes hold words together. */
export function parseArguments(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
