/** A command as the runner of GitHub Actions reads it from a line. */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const NAMES = ['error', 'warning', 'notice', 'debug', 'group', 'set-output', 'set-env', 'stop-commands'];
const SKIPPED = /[\p{Default_Ignorable_Code_Point}]|(?![\s])\p{Cc}/gu;

/** The rules of ActionCommand.cs in actions/runner, with a comparison that skips characters without a width. */
export function parseWorkflowCommand(line: string): WorkflowCommand | null {
  const text = line.replace(SKIPPED, '');
  const [, info, data] = /^\s*::(.*?)::(.*)$/su.exec(text) ?? /##\[(.*?)\](.*)$/su.exec(text) ?? [];
  if (info === undefined || data === undefined) return null;
  const [name = '', ...rest] = info.split(' ');
  if (!NAMES.includes(name)) return null;
  const properties = rest
    .join(' ')
    .split(/[,;]/)
    .map((pair) => pair.split(/=(.*)/s));
  return {
    name,
    properties: Object.fromEntries(
      properties.map(([key = '', value = '']) => [key, unescapeText(value, PROPERTY)]),
    ),
    data: unescapeText(data, DATA),
  };
}

/** What a runner obeys in the output of a step. */
export function workflowCommands(output: string): WorkflowCommand[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => parseWorkflowCommand(line) ?? []);
}

type Mapping = readonly (readonly [string, string])[];

const LINE_ENDS: Mapping = [
  ['%0D', '\r'],
  ['%0A', '\n'],
];
// The per cent sign last, as the runner has it.
const DATA: Mapping = [...LINE_ENDS, ['%25', '%']];
const PROPERTY: Mapping = [...LINE_ENDS, ['%3A', ':'], ['%2C', ','], ['%25', '%']];

function unescapeText(text: string, mapping: Mapping): string {
  return mapping.reduce((done, [token, character]) => done.replaceAll(token, character), text);
}
