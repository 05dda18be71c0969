/** Rows of either side in one category, or in several taken together. */
export interface Category {
  readonly reference: number;
  readonly current: number;
}

/** The expected count from which the chi-square law can be trusted in a cell (Cochran 1954). */
const SAFE_EXPECTED_COUNT = 5;

export function rowsIn(categories: readonly Category[]): Category {
  let reference = 0;
  let current = 0;
  for (const category of categories) {
    reference += category.reference;
    current += category.current;
  }
  return { reference, current };
}

/** Cochran's rule: an expected count below 1, or more than a fifth of them below 5. */
export function expectedCountsTooLow(categories: readonly Category[]): boolean {
  const rows = rowsIn(categories);
  const shareOfReference = rows.reference / sizeOf(rows);
  const expected = categories.flatMap((category) => [
    shareOfReference * sizeOf(category),
    (1 - shareOfReference) * sizeOf(category),
  ]);
  const low = expected.filter((count) => count < SAFE_EXPECTED_COUNT);
  return low.length > expected.length / 5 || low.some((count) => count < 1);
}

/**
 * Groups categories so that every group is expected 5 times or more on both sides: the rarest are joined, in the
 * order of their size, only until they are enough; a category that is common by itself stays alone.
 *
 * The grouping looks at the size of a category over both sides and never at how it splits between them, nor at the
 * order given: equal sizes go together. With the margins fixed, as the test has them, it is therefore the same for
 * every outcome, and the grouped table has the level of any other. Small groups rather than one pool, so that
 * opposite moves of many categories have little room to cancel.
 */
export function joinRareCategories(categories: readonly Category[]): Category[][] {
  const rows = rowsIn(categories);
  const enough = (SAFE_EXPECTED_COUNT * sizeOf(rows)) / Math.min(rows.reference, rows.current);
  const groups: Category[][] = [];
  let open: Category[] = [];
  for (const [size, alike] of bySize(categories)) {
    if (open.length === 0 && size >= enough) {
      groups.push(...alike.map((category) => [category]));
      continue;
    }
    open = [...open, ...alike];
    if (sizeOf(rowsIn(open)) >= enough) {
      groups.push(open);
      open = [];
    }
  }
  // Too few left over for a group of their own: they go with the last.
  const last = groups.pop() ?? [];
  return [...groups, [...last, ...open]];
}

function sizeOf(category: Category): number {
  return category.reference + category.current;
}

function bySize(categories: readonly Category[]): [number, Category[]][] {
  const sizes = new Map<number, Category[]>();
  for (const category of categories) {
    const alike = sizes.get(sizeOf(category));
    if (alike === undefined) sizes.set(sizeOf(category), [category]);
    else alike.push(category);
  }
  return [...sizes].sort(([a], [b]) => a - b);
}
