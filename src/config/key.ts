/** The kind of value that a setting holds. */
export type KeyType =
  | { readonly kind: 'text' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'number'; readonly minimum: number; readonly maximum?: number; readonly integer?: true }
  | { readonly kind: 'text-list' }
  /** some of a few known words */
  | { readonly kind: 'choice-list'; readonly choices: readonly string[] }
  /** gates, or single subjects of them, that may be waived */
  | { readonly kind: 'gate-names' }
  /** windows of time in which nothing is to be promoted */
  | { readonly kind: 'freeze-windows' }
  /** name -> text, for example model -> positive class; a number or true and false are taken as they are written */
  | { readonly kind: 'text-map' }
  /** name -> list of texts, for example role -> people */
  | { readonly kind: 'text-list-map' }
  /** name -> number, for example metric -> minimum */
  | { readonly kind: 'number-map' }
  /** model -> name -> number, for example model -> feature -> importance */
  | { readonly kind: 'number-map-by-model' }
  /** model -> staging or production -> settings of gates that differ from those of all models */
  | { readonly kind: 'gates-by-model' }
  /** a number and a unit: 90m, 24h, 7d */
  | { readonly kind: 'duration' }
  /** how often: a duration, a cron expression, or off */
  | { readonly kind: 'schedule' }
  /** model -> settings of watch that differ from those of all models */
  | { readonly kind: 'watch-by-model' }
  /** name -> where people are told */
  | { readonly kind: 'sinks' }
  /** what asks for retraining */
  | { readonly kind: 'retraining-hook' };

export interface Key<T> {
  readonly type: KeyType;
  readonly default: T;
  /** What the number counts; null where there is nothing to count. */
  readonly unit: string | null;
  readonly meaning: string;
}

export function text<T extends string | null>(defaultValue: T, meaning: string): Key<string | T> {
  return { type: { kind: 'text' }, default: defaultValue, unit: null, meaning };
}

export function boolean(defaultValue: boolean, meaning: string): Key<boolean> {
  return { type: { kind: 'boolean' }, default: defaultValue, unit: null, meaning };
}

export function number<T extends number | null>(
  defaultValue: T,
  unit: string,
  meaning: string,
  range: { minimum: number; maximum?: number; integer?: true },
): Key<number | Extract<T, null>> {
  return {
    type: { kind: 'number', ...range },
    default: defaultValue as number | Extract<T, null>,
    unit,
    meaning,
  };
}

export function textMap(meaning: string): Key<Readonly<Record<string, string>>> {
  return { type: { kind: 'text-map' }, default: {}, unit: null, meaning };
}

export function numberMap(unit: string, meaning: string): Key<Readonly<Record<string, number>>> {
  return { type: { kind: 'number-map' }, default: {}, unit, meaning };
}

export function numberMapByModel(
  unit: string,
  meaning: string,
): Key<Readonly<Record<string, Readonly<Record<string, number>>>>> {
  return { type: { kind: 'number-map-by-model' }, default: {}, unit, meaning };
}

export function textList(defaultValue: readonly string[], meaning: string): Key<readonly string[]> {
  return { type: { kind: 'text-list' }, default: defaultValue, unit: null, meaning };
}

export function textListMap(meaning: string): Key<Readonly<Record<string, readonly string[]>>> {
  return { type: { kind: 'text-list-map' }, default: {}, unit: null, meaning };
}

export function choiceList<T extends string>(
  choices: readonly T[],
  meaning: string,
  defaultValue: readonly NoInfer<T>[] = [],
): Key<readonly T[]> {
  return { type: { kind: 'choice-list', choices }, default: defaultValue, unit: null, meaning };
}

export function duration(defaultValue: string, meaning: string): Key<string> {
  return { type: { kind: 'duration' }, default: defaultValue, unit: null, meaning };
}

export function schedule<T extends string | null>(defaultValue: T, meaning: string): Key<string | T> {
  return { type: { kind: 'schedule' }, default: defaultValue, unit: null, meaning };
}
