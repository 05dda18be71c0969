/** The scripts of the `sh` steps of a Jenkinsfile, in their order, as the shell gets them. */
export function parseShellSteps(jenkinsfile: string): string[] {
  const code = jenkinsfile.replace(/^\s*\/\/.*$/gm, '');
  const steps = [...code.matchAll(/\bsh(?:\(returnStatus: true, script: )? ?('''[\s\S]*?'''|'[^'\n]*')/g)];
  // Whatever else begins with `sh` is written in a way that this does not read, or that Groovy would fill in.
  const written = [...code.matchAll(/\bsh\b/g)].length;
  if (steps.length !== written)
    throw new Error(`${written} sh steps, of which ${steps.length} could be read`);
  return steps.map(([, literal = '']) => unescapeGroovy(literal.replace(/^('''|')|('''|')$/g, '')));
}

/** Groovy takes a backslash at the end of a line, and the line end, for nothing. */
function unescapeGroovy(text: string): string {
  if (/\\[^\n]/.test(text)) throw new Error('an escape that the tests do not know');
  return text.replaceAll('\\\n', '');
}
