import type { Config } from '../../config/keys.js';
import { GovError } from '../../core/errors.js';
import { suggestWord } from '../../core/nearest.js';
import type { BaselineColumn } from '../../drift/baseline.js';
import { requestColumn } from '../../drift/column-request.js';
import {
  type Candidate,
  MAX_CATEGORIES,
  type PlannedColumn,
  planCategoryColumn,
  planNumberColumn,
  type Unscored,
  withReference,
} from '../../drift/plan-column.js';
import type { DataSet, KeptColumn } from '../../drift/ports.js';
import { CONTENT_OF } from '../../drift/value-kind.js';
import { ROLES, type Role } from '../../predictions/columns.js';
import { findRoles } from '../predictions/column-roles.js';

/** What a person says of columns, against what would be found out. */
export interface DeclaredColumns {
  readonly numeric: readonly string[];
  readonly categorical: readonly string[];
  readonly ignored: readonly string[];
}

export const NOTHING_DECLARED: DeclaredColumns = { numeric: [], categorical: [], ignored: [] };

export interface LearntColumns {
  readonly rows: number;
  readonly columns: readonly BaselineColumn[];
  readonly unscored: readonly Unscored[];
  /** Columns whose rows are needed later: for exact comparisons, segments and performance. */
  readonly kept: readonly KeptColumn[];
}

/**
 * Finds out how each column of training data is to be scored, and counts it that way.
 * @throws GovError input when there are no rows or no feature to score, usage for a declared column that is not there.
 */
export async function learnColumns(
  config: Config,
  data: DataSet,
  declared: DeclaredColumns,
): Promise<LearntColumns> {
  const { candidates, aside } = findCandidates(config, data, declared);
  const planned: { readonly source: string; readonly column: PlannedColumn }[] = [];
  const unscored: Unscored[] = [];
  for (const { source, column } of candidates) {
    const plan = await planColumn(data, source, column);
    if ('reason' in plan) unscored.push(plan);
    else planned.push({ source, column: plan });
  }
  if (!planned.some(({ column }) => column.role === 'feature')) {
    throw new GovError('input', `${data.place}: has no feature to score`, {
      hint: unscored.map(({ name, reason }) => `${name}: ${reason}`).join('; ') || 'it has no other columns',
    });
  }
  const summaries = await data.summarize(planned.map(({ source, column }) => requestColumn(column, source)));
  const columns = planned.map(({ source, column }) => {
    const summary = summaries.get(source);
    if (summary === undefined) throw new GovError('input', `${data.place}: holds no rows`);
    const { unlistedValues: _, ...reference } = summary;
    return withReference(column, reference);
  });
  const ignored = declared.ignored.map((name) => ({ name, reason: 'left out on request' }));
  return {
    rows: columns[0]?.reference.rows ?? 0,
    columns,
    unscored: [...unscored, ...ignored],
    kept: [...planned.map(({ source, column }) => ({ name: column.name, source })), ...aside],
  };
}

/** Of more rows than this, a part is enough to find the quantiles between which all are then counted. */
const ROWS_FOR_QUANTILES = 4_000_000;

async function planColumn(
  data: DataSet,
  source: string,
  candidate: Candidate,
): Promise<PlannedColumn | Unscored> {
  const content = CONTENT_OF[candidate.kind];
  if (content === 'numbers' && candidate.declared !== 'categorical') {
    const sorted = await data.sortedValues([source], ROWS_FOR_QUANTILES);
    return planNumberColumn(candidate, sorted.get(source) ?? []);
  }
  if (candidate.declared === 'numeric') {
    return { name: candidate.name, reason: `holds ${content}, not numbers` };
  }
  return planCategoryColumn(candidate, await data.frequentValues(source, MAX_CATEGORIES));
}

interface SourcedCandidate {
  /** What the column is called in the training data: a prediction may be `y_pred` there. */
  readonly source: string;
  readonly column: Candidate;
}

/** Columns that are no candidates, and still say something of a row: what it was, or how its request went. */
const ASIDE: readonly Role[] = ['timestamp', 'probability', 'latencyMs', 'error'];

interface Candidates {
  readonly candidates: readonly SourcedCandidate[];
  readonly aside: readonly KeptColumn[];
}

function findCandidates(config: Config, data: DataSet, declared: DeclaredColumns): Candidates {
  const names = data.columns.map(({ name }) => name);
  const { roles, features } = findRoles(config, names, data.place);
  checkDeclared(declared, features, data.place);
  const candidate = (source: string, role: Candidate['role']): SourcedCandidate => ({
    source,
    column: {
      name: role === 'feature' ? source : ROLES[role].stored,
      role,
      kind: data.columns.find(({ name }) => name === source)?.kind ?? 'empty',
      declared: declarationOf(declared, source),
    },
  });
  return {
    candidates: [
      ...features
        .filter((name) => !declared.ignored.includes(name))
        .map((name) => candidate(name, 'feature')),
      ...(roles.prediction === undefined ? [] : [candidate(roles.prediction, 'prediction')]),
      ...(roles.actual === undefined ? [] : [candidate(roles.actual, 'actual')]),
    ],
    aside: [
      ...declared.ignored.map((name) => ({ name, source: name })),
      ...ASIDE.flatMap((role) => {
        const source = roles[role];
        return source === undefined ? [] : [{ name: ROLES[role].stored, source }];
      }),
    ],
  };
}

function declarationOf({ numeric, categorical }: DeclaredColumns, name: string): Candidate['declared'] {
  if (numeric.includes(name)) return 'numeric';
  return categorical.includes(name) ? 'categorical' : null;
}

function checkDeclared(declared: DeclaredColumns, features: readonly string[], place: string): void {
  for (const name of [...declared.numeric, ...declared.categorical, ...declared.ignored]) {
    if (features.includes(name)) continue;
    throw new GovError('usage', `"${name}": ${place} has no such feature`, {
      hint: suggestWord(name, features),
    });
  }
}
