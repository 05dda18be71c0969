import { seededRandom } from '../stats/samples.js';
import { type Columns, compareColumns, normals, resultOf } from './drift-project.js';

export const N = 400;
export const random = seededRandom(7);
export const x = normals(random, N);
export const y = normals(random, N);
export const colours = Array.from({ length: N }, (_, i) => ['red', 'green', 'blue', 'grey'][i % 4] ?? '');

export const repeat = <T>(value: T, count = N): T[] => new Array<T>(count).fill(value);

/** The first `share` of N values replaced by another. */
export const withShare = <T, U>(values: readonly T[], share: number, other: U): (T | U)[] =>
  values.map((value, index) => (index < share * values.length ? other : value));

/** One column of interest beside a calm one. */
export async function compare(reference: Columns[string], current: Columns[string]) {
  const report = await compareColumns(
    { x: x.slice(0, reference.length), c: reference },
    { x: y.slice(0, current.length), c: current },
  );
  return { report, c: resultOf(report, 'c') };
}
