import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { run } from '../cli/shell.js';
import type { HostProject } from './host-project.js';
import type { StepResult } from './transcript.js';

/** As much of a workflow and of an action as the examples have. */
interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

export interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly if: string; readonly steps: readonly Step[] }>>;
}

export const readAction = (): Action => parse(readFileSync('action.yml', 'utf8'));
export const readWorkflow = (): Workflow => parse(readFileSync('examples/github-actions/models.yml', 'utf8'));

/** Actions of the host itself, which have nothing to do here: the project is there, and Node is. */
const HOSTS_OWN = /^actions\/(checkout|setup-node|upload-artifact)@v\d+$/;
const OURS = /^your-org\/dharma-gov@v\d+\.\d+\.\d+$/;

type Outputs = Readonly<Record<string, string>>;
interface Contexts {
  readonly github: unknown;
  readonly inputs?: Outputs;
  readonly steps: Record<string, { readonly outputs: Outputs }>;
}

/** Runs steps one after the other as a runner of GitHub does, and tells what each of them that has a script did. */
export async function runJob(
  project: HostProject,
  steps: readonly Step[],
  github: unknown = {},
): Promise<StepResult[]> {
  return runSteps(project, steps, { github, steps: {} });
}

/** Runs action.yml with these inputs. */
export async function runAction(
  project: HostProject,
  inputs: Outputs,
): Promise<{ results: StepResult[]; outputs: Outputs }> {
  const action = readAction();
  const given = Object.entries(action.inputs).map(([name, { required, default: fallback = '' }]) => {
    if (required === true && inputs[name] === undefined)
      throw new Error(`the action needs the input ${name}`);
    return [name, inputs[name] ?? fallback];
  });
  for (const name of Object.keys(inputs))
    if (action.inputs[name] === undefined) throw new Error(`the action has no input ${name}`);
  const contexts: Contexts = { github: {}, inputs: Object.fromEntries(given), steps: {} };
  const results = await runSteps(project, action.runs.steps, contexts);
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, expand(value, contexts)]);
  return { results, outputs: Object.fromEntries(outputs) };
}

async function runSteps(
  project: HostProject,
  steps: readonly Step[],
  contexts: Contexts,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const failed = results.some(({ exitCode }) => exitCode !== 0);
    if (!isDue(step.if, failed, contexts)) continue;
    if (step.uses !== undefined && HOSTS_OWN.test(step.uses)) continue;
    if (step.uses !== undefined) {
      if (!OURS.test(step.uses)) throw new Error(`an action that the tests do not know: ${step.uses}`);
      const inputs = Object.entries(step.with ?? {}).map(([name, value]) => [
        name,
        expand(String(value), contexts),
      ]);
      const { results: inner, outputs } = await runAction(project, Object.fromEntries(inputs));
      results.push(...inner);
      if (step.id !== undefined) contexts.steps[step.id] = { outputs };
    } else {
      const { result, outputs } = await runScript(project, step, contexts);
      results.push(result);
      if (step.id !== undefined) contexts.steps[step.id] = { outputs };
    }
  }
  return results;
}

/** A step runs unless one before it has failed, or by its own condition. */
function isDue(condition: string | undefined, failed: boolean, contexts: Contexts): boolean {
  if (condition === undefined) return !failed;
  if (/^\$\{\{ !cancelled\(\) \}\}$/.test(condition)) return true;
  const [, name, value] = /^([\w.-]+) == '([^']*)'$/.exec(condition) ?? [];
  if (name === undefined) throw new Error(`a condition that the tests do not know: ${condition}`);
  return !failed && lookUp(name, contexts) === value;
}

async function runScript(
  project: HostProject,
  step: Step,
  contexts: Contexts,
): Promise<{ result: StepResult; outputs: Outputs }> {
  // The one rule against injection: an expression in a script would become part of it.
  if (step.run === undefined || step.run.includes('${{'))
    throw new Error('a script without expressions is due');
  const files = {
    GITHUB_OUTPUT: path.join(project.folder, '../output'),
    GITHUB_STEP_SUMMARY: path.join(project.folder, '../summary'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const script = path.join(project.folder, '../script.sh');
  writeFileSync(script, step.run);
  const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, expand(value, contexts)]);
  const strict = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
  const result = await run('bash', [...strict, script], {
    cwd: path.resolve(project.folder, expand(step['working-directory'] ?? '.', contexts)),
    env: { ...project.env, ...HOST, ...files, ...Object.fromEntries(env) },
  });
  const outputs = parseOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8'));
  return {
    result: {
      step: step.name ?? step.run,
      ...result,
      files: {
        outputs: Object.entries(outputs)
          .map(([name, value]) => `${name}=${value}\n`)
          .join(''),
        summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
      },
    },
    outputs,
  };
}

const HOST = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTION_PATH: process.cwd(),
  GITHUB_SERVER_URL: 'https://github.example.com',
  GITHUB_REPOSITORY: 'team/churn',
  GITHUB_RUN_ID: '42',
};

function expand(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{ ([^}]*) \}\}/g, (_, name: string) => lookUp(name, contexts));
}

/** @returns '' for what is not there, as GitHub does */
function lookUp(name: string, contexts: Contexts): string {
  if (!/^(github|inputs|steps)(\.[\w-]+)+$/.test(name))
    throw new Error(`an expression that is no name: ${name}`);
  let value: unknown = contexts;
  for (const key of name.split('.'))
    value =
      typeof value === 'object' && value !== null ? Object.entries(value).find(([k]) => k === key)?.[1] : '';
  return String(value ?? '');
}

/** The file behind GITHUB_OUTPUT: `name=value`, and `name<<end`, lines, `end`. The last of a name counts. */
function parseOutputs(text: string): Outputs {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, operator, rest = ''] = /^([^=<]+)(=|<<)(.*)$/.exec(line) ?? [];
    if (name === undefined) {
      if (line !== '') throw new Error(`GITHUB_OUTPUT: neither a value nor the beginning of one: ${line}`);
    } else if (operator === '=') outputs[name] = rest;
    else {
      const end = lines.indexOf(rest);
      if (end === -1) throw new Error(`GITHUB_OUTPUT: ${name} does not end`);
      outputs[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    }
  }
  return outputs;
}
