import * as v from 'valibot';

/** `multiclass`: of more than two classes. */
export type Task = 'binary' | 'multiclass' | 'regression';
export type TaskKind = 'classification' | 'regression';

/** What a column of predictions or labels holds. */
export const columnValuesSchema = v.pipe(
  v.strictObject({
    holds: v.picklist(['numbers', 'classes']),
    /** Whether some number is not whole. */
    fractional: v.boolean(),
    /** The different ones, ascending, as text; null when there are more than classes could be. */
    values: v.nullable(v.pipe(v.array(v.string()), v.readonly())),
  }),
  v.readonly(),
);

export type ColumnValues = v.InferOutput<typeof columnValuesSchema>;

/** A decision, and what it rests on, in words; null when a person said so. */
export interface Told<T> {
  readonly value: T;
  readonly because: string | null;
}

/** Of more different numbers than this nobody would make classes. */
const MAX_NUMBERED_CLASSES = 20;

/**
 * Whether a model tells classes or quantities, from what it was registered as, else from its predictions and labels;
 * null where whole numbers could be either.
 */
export function inferTask(
  registeredType: string | null,
  columns: readonly ColumnValues[],
): Told<TaskKind> | null {
  const registered = /regress/i.test(registeredType ?? '')
    ? 'regression'
    : /classif/i.test(registeredType ?? '')
      ? 'classification'
      : null;
  if (registered !== null) return { value: registered, because: `registered as ${registeredType}` };
  if (columns.some(({ holds }) => holds === 'classes')) {
    return { value: 'classification', because: 'predictions or labels are no numbers' };
  }
  if (columns.some(({ fractional }) => fractional)) {
    return { value: 'regression', because: 'predictions or labels have fractions' };
  }
  const values = unionOf(columns);
  if (values === null || values.length > MAX_NUMBERED_CLASSES) {
    return { value: 'regression', because: `more than ${MAX_NUMBERED_CLASSES} different numbers` };
  }
  return values.length <= 2 ? { value: 'classification', because: 'at most two different numbers' } : null;
}

/** All classes of predictions and labels, ascending; null when there are too many to be classes. */
export function unionOf(columns: readonly ColumnValues[]): string[] | null {
  const all = new Set<string>();
  for (const { values } of columns) {
    if (values === null) return null;
    for (const value of values) all.add(value);
  }
  return [...all].sort();
}

/** Of the predictions of a class that have a probability, how many have 0.5 or more. */
export const probabilityHalvesSchema = v.pipe(
  v.strictObject({ prediction: v.string(), rows: v.number(), atLeastHalf: v.number() }),
  v.readonly(),
);

export type ProbabilityHalves = v.InferOutput<typeof probabilityHalvesSchema>;

const POSITIVE_NAMES = new Map([
  ['1', '0'],
  ['true', 'false'],
]);

/**
 * Which of at most two classes the probabilities, precision and recall are of; null where nothing tells.
 * @param halves of a class there may be several, of different data
 */
export function inferPositiveClass(
  classes: readonly string[],
  halves: readonly ProbabilityHalves[],
): Told<string> | null {
  const named = classes.find((name) => {
    const other = POSITIVE_NAMES.get(name.toLowerCase());
    return other !== undefined && classes.every((one) => one === name || one.toLowerCase() === other);
  });
  if (named !== undefined) return { value: named, because: 'the usual name of the positive one' };
  const shares = [...new Set(halves.map(({ prediction }) => prediction))].map((prediction) => {
    const of = halves.filter((half) => half.prediction === prediction);
    const total = (count: (half: ProbabilityHalves) => number) =>
      of.reduce((sum, half) => sum + count(half), 0);
    return { prediction, high: total(({ atLeastHalf }) => atLeastHalf) / total(({ rows }) => rows) };
  });
  const [only, ...others] = shares.filter(({ high }) => high > 0.5);
  // Where both classes go with high probabilities they are of whatever was predicted.
  if (only === undefined || others.length > 0 || !shares.some(({ high }) => high < 0.5)) return null;
  return { value: only.prediction, because: 'its predictions have a probability of 0.5 or more' };
}
