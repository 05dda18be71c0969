import * as v from 'valibot';
import type { Config } from '../../config/keys.js';
import { GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import {
  type ColumnValues,
  columnValuesSchema,
  inferPositiveClass,
  inferTask,
  probabilityHalvesSchema,
  type Task,
  type TaskKind,
  type Told,
  unionOf,
} from '../../performance/task.js';
import type { MeasuredRows } from './performance-data.js';

/** What is measured of a model, and what of it was told from the data rather than by a person. */
export interface PerformanceSubject {
  readonly task: Task;
  readonly positiveClass: string | null;
  readonly assumptions: readonly string[];
  readonly findings: readonly string[];
}

export interface SubjectRequest {
  readonly model: string;
  /** What the model was registered as. */
  readonly registeredType: string | null;
  readonly current: MeasuredRows;
  readonly reference: MeasuredRows | null;
}

/** Of more different values than this nobody makes classes. */
const MAX_CLASSES = 1000;

/**
 * Finds out what kind of model it is, from settings, registry and data.
 * @throws GovError config for settings that do not fit the data, input for labels that no prediction can be equal to,
 * inconclusive when classes and quantities cannot be told apart.
 */
export async function findSubject(config: Config, request: SubjectRequest): Promise<PerformanceSubject> {
  const { model, current, reference } = request;
  const now = await readOutputs(current);
  const before = reference && (await readOutputs(reference));
  const known = [now.predictions, now.labels, before?.predictions, before?.labels].filter(
    (values) => values != null,
  );
  const kind = findTask(config, request, known);
  const assumptions = kind.because === null ? [] : [`${kind.value}: ${kind.because}`];
  if (kind.value === 'regression') {
    requireNumbers(model, known);
    return { task: 'regression', positiveClass: null, assumptions, findings: [] };
  }
  const classes = unionOf(known);
  if (classes === null) {
    throw new GovError(
      'input',
      `${model}: more than ${MAX_CLASSES} different predictions or labels are no classes`,
      {
        hint: 'check columns.prediction and columns.actual',
      },
    );
  }
  requireCommonClass(now);
  const configured = settingOf(config, 'performance.positiveClass', model);
  if (classes.length > 2) {
    const findings =
      configured === null
        ? []
        : [`performance.positiveClass is not used: there are ${classes.length} classes`];
    return { task: 'multiclass', positiveClass: null, assumptions, findings };
  }
  const halves = [...now.halves, ...(before?.halves ?? [])];
  const positive =
    configured === null ? inferPositiveClass(classes, halves) : configuredClass(configured, classes, model);
  return {
    task: 'binary',
    positiveClass: positive?.value ?? null,
    assumptions: [
      ...assumptions,
      ...(positive?.because == null ? [] : [`positive class "${positive.value}": ${positive.because}`]),
    ],
    findings: [],
  };
}

const outputsSchema = v.strictObject({
  predictions: v.nullable(columnValuesSchema),
  labels: v.nullable(columnValuesSchema),
  /** Empty where there are more than two predictions. */
  halves: v.pipe(v.array(probabilityHalvesSchema), v.readonly()),
});

type Outputs = v.InferOutput<typeof outputsSchema>;

function readOutputs(rows: MeasuredRows): Promise<Outputs> {
  return rows.remember({ outputs: MAX_CLASSES }, outputsSchema, async () => {
    const predictions = await rows.predictionValues(MAX_CLASSES);
    const labels = await rows.actualValues(MAX_CLASSES);
    const mayBeBinary = (predictions?.values?.length ?? Number.POSITIVE_INFINITY) <= 2;
    return { predictions, labels, halves: mayBeBinary ? await rows.halves() : [] };
  });
}

function settingOf(
  config: Config,
  key: 'performance.positiveClass' | 'performance.task',
  model: string,
): string | null {
  const settings = config[key];
  return Object.hasOwn(settings, model) ? (settings[model] ?? null) : null;
}

function findTask(
  config: Config,
  { model, registeredType }: SubjectRequest,
  known: readonly ColumnValues[],
): Told<TaskKind> {
  const configured = settingOf(config, 'performance.task', model);
  if (configured === 'classification' || configured === 'regression')
    return { value: configured, because: null };
  if (configured !== null) {
    throw new GovError(
      'config',
      `performance.task.${model}: expected classification or regression, got "${configured}"`,
    );
  }
  const told = inferTask(registeredType, known);
  if (told !== null) return told;
  throw new GovError('inconclusive', `${model}: its few whole numbers may be classes or quantities`, {
    hint: `say which in .dharmarc, for example performance: { task: { ${model}: classification } }`,
  });
}

function configuredClass(configured: string, classes: readonly string[], model: string): Told<string> {
  if (classes.includes(configured) || classes.length < 2) return { value: configured, because: null };
  throw new GovError(
    'config',
    `performance.positiveClass.${model}: "${configured}" is no class of the data`,
    {
      hint: suggestWord(configured, classes),
    },
  );
}

function requireNumbers(model: string, known: readonly ColumnValues[]): void {
  if (known.every(({ holds }) => holds === 'numbers')) return;
  throw new GovError('input', `${model}: a regression needs numbers, but predictions or labels are none`, {
    hint: `if it tells classes, say so: performance: { task: { ${model}: classification } }`,
  });
}

/** Labels spelt in another way than predictions would make every prediction wrong. */
function requireCommonClass({ predictions, labels }: Outputs): void {
  const [predicted, actual] = [predictions?.values ?? [], labels?.values ?? []];
  if (predicted.length === 0 || actual.length === 0) return;
  if (actual.some((value) => predicted.includes(value))) return;
  const differ = predictions?.holds !== labels?.holds || (predicted.length > 1 && actual.length > 1);
  if (!differ) return;
  const named = (values: readonly string[]) =>
    values
      .slice(0, 3)
      .map((value) => `"${value}"`)
      .join(', ');
  throw new GovError(
    'input',
    `labels (${named(actual)}) and predictions (${named(predicted)}) have no value in common`,
    { hint: 'label requests with the values that the model predicts' },
  );
}
