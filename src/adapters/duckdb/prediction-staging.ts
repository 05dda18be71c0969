import { join } from 'node:path';
import { GovError } from '../../core/errors.js';
import type { ColumnKind } from '../../predictions/column-kind.js';
import { assignColumns, type ColumnAssignment, ROLES, type Role } from '../../predictions/columns.js';
import type { StagedInput, StageRequest } from '../../predictions/ports.js';
import type { DeclaredKind } from './column-inference.js';
import { findInputFiles, type InputFile } from './input-files.js';
import { NOT_WHOLE, planRows, type RowCheck, type StoredColumn } from './prediction-rows.js';
import { collectRejects, type FileRejects, forgetRefused, keepRefused, MAX_LISTED } from './rejects.js';
import { type DuckDbSession, literalPath, quoteName } from './session.js';
import { describeFile, inferWholeFile, type SourceFile } from './source.js';
import { auditSource } from './source-audit.js';

/** One input file as rows of the log, in a Parquet file of the session. A row without `request_id` is a bad one. */
export interface StagedFile {
  readonly source: { readonly name: string; readonly bytes: number; readonly sha256: string };
  readonly path: string;
  readonly assignment: ColumnAssignment;
  readonly columns: readonly StoredColumn[];
  /** Rows in the Parquet file, and those of them that can be kept. */
  readonly rowsRead: number;
  readonly rows: number;
  readonly rejects: FileRejects;
}

/** Roles that every row must have a value for. A prediction may be missing: the request may have failed. */
const NEEDED_IN_ROWS: readonly Role[] = ['requestId', 'timestamp', 'version'];
const NEEDED_IN_LABELS: readonly Role[] = ['requestId', 'actual'];

/** Checks of a file's rows beyond those that its roles and types ask for. */
export type MoreChecks = (columns: readonly StoredColumn[]) => readonly RowCheck[];

/**
 * Reads all inputs into Parquet.
 * @throws GovError input or usage for a file of which nothing could be kept.
 */
export async function stageInputs(
  session: DuckDbSession,
  request: StageRequest,
  moreChecks: MoreChecks = () => [],
): Promise<StagedFile[]> {
  const inputs = await findInputFiles(session, request.inputs, {
    ...(request.format === null ? {} : { format: request.format }),
    ...(request.stdin === null ? {} : { stdin: request.stdin }),
  });
  const totalBytes = inputs.reduce((sum, { bytes }) => sum + bytes, 0);
  const staged: StagedFile[] = [];
  let doneBytes = 0;
  let listable = MAX_LISTED;
  for (const [index, input] of inputs.entries()) {
    const before = doneBytes;
    const onProgress = (bytes: number) => request.onProgress(before + bytes, totalBytes);
    const file = await stageFile(session, input, index, { ...request, onProgress, moreChecks });
    const listed = file.rejects.listed.slice(0, listable);
    staged.push({ ...file, rejects: { ...file.rejects, listed } });
    listable -= listed.length;
    doneBytes += input.bytes;
  }
  return staged;
}

/** The columns of several files. */
export function mergeAssignments(files: readonly StagedFile[]): ColumnAssignment {
  return {
    roles: Object.assign({}, ...files.map(({ assignment }) => assignment.roles)),
    features: [...new Set(files.flatMap(({ assignment }) => assignment.features))],
  };
}

export function sumOfRejects(files: readonly StagedFile[]): Pick<StagedInput, 'rejectedRows' | 'rejects'> {
  return {
    rejectedRows: files.reduce((sum, { rejects }) => sum + rejects.rows, 0),
    rejects: files.flatMap(({ rejects }) => rejects.listed),
  };
}

interface FileRequest extends StageRequest {
  readonly moreChecks: MoreChecks;
}

/**
 * Reads a file once into Parquet, while its bytes are hashed and its lines counted beside it.
 * @param index of the file among those staged together
 * @throws GovError input or usage for a file of which nothing could be kept.
 */
async function stageFile(
  session: DuckDbSession,
  input: InputFile,
  index: number,
  request: FileRequest,
): Promise<StagedFile> {
  const assign = (names: readonly string[]) =>
    assignColumns(names, request.columns, request.purpose, input.name);
  const file = await describeFile(session, input, {
    declare: (names) => declareKinds(request, names, assign(names), input.name),
    mixed: 'numeric',
  });
  const assignment = assign(file.columns.map(({ name }) => name));
  const path = join((await session.temporaryFolder()).path, `staged-${index}.parquet`);
  // Both settle before either error is thrown: neither may still read when the session ends.
  const [copied, audited] = await Promise.allSettled([
    copyRows(session, file, assignment, request, { index, path }),
    auditSource(input),
  ]);
  if (copied.status === 'rejected') throw copied.reason;
  if (audited.status === 'rejected') throw audited.reason;
  const { columns } = copied.value;
  const counts = await session.row(
    `SELECT count(*)::DOUBLE AS read, count(request_id)::DOUBLE AS kept FROM read_parquet(${literalPath(path)})`,
  );
  const rows = Number(counts.kept);
  const rowsRead = Number(counts.read);
  const rejects = await collectRejects(session, {
    ...copied.value,
    index,
    audit: audited.value,
    rowsRead,
    rowsKept: rows,
  });
  const source = { name: input.name, bytes: input.bytes, sha256: audited.value.sha256 };
  return { source, path, assignment, columns, rowsRead, rows, rejects };
}

/** What is known of columns before the file is looked into: from their roles, from earlier batches, from the user. */
function declareKinds(
  request: StageRequest,
  names: readonly string[],
  { roles, features }: ColumnAssignment,
  place: string,
): Record<string, DeclaredKind> {
  const unknown = request.textColumns.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new GovError('usage', `${place}: has no column "${unknown}" to read as text`);
  }
  const declared: Record<string, DeclaredKind> = {};
  for (const name of features) {
    const kind = declaredKind(request.expectedKinds.get(name));
    if (kind !== undefined) declared[name] = kind;
  }
  for (const [role, name] of Object.entries(roles)) {
    const kind =
      ROLE_KINDS[role as Role] ?? declaredKind(request.expectedKinds.get(ROLES[role as Role].stored));
    if (kind !== undefined) declared[name] = kind;
  }
  for (const name of request.textColumns) declared[name] = 'text';
  return declared;
}

const ROLE_KINDS: { readonly [R in Role]?: DeclaredKind } = {
  requestId: 'text',
  timestamp: 'text',
  version: 'text',
  probability: 'number',
  latencyMs: 'number',
};

function declaredKind(kind: ColumnKind | undefined): DeclaredKind | undefined {
  if (kind === 'integer' || kind === 'number') return 'numeric';
  return kind === 'text' ? 'text' : undefined;
}

interface CopiedRows extends ReturnType<typeof planRows> {
  readonly file: SourceFile;
}

async function copyRows(
  session: DuckDbSession,
  file: SourceFile,
  assignment: ColumnAssignment,
  request: FileRequest,
  target: { readonly index: number; readonly path: string },
): Promise<CopiedRows> {
  const needed = request.purpose.features ? NEEDED_IN_ROWS : NEEDED_IN_LABELS;
  const rows = planRows(file, assignment, needed, keepRefused(file, target.index));
  const plan = { ...rows, checks: [...rows.checks, ...request.moreChecks(rows.columns)] };
  const bad = plan.checks.map(({ fails }) => fails).join(' OR ');
  const values = plan.columns.map(({ name, value }) =>
    name === ROLES.requestId.stored
      ? `CASE WHEN NOT (${bad}) THEN ${value} END AS request_id`
      : `${value} AS ${quoteName(name)}`,
  );
  try {
    await session.writeParquet(
      { path: target.path, columns: plan.columns.length },
      `SELECT ${values.join(', ')} FROM ${plan.sourceRows}`,
      (share) => request.onProgress(share * file.bytes, file.bytes),
    );
    return { ...plan, file };
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes(NOT_WHOLE) || file.format === 'parquet')
      throw error;
    // The beginning of the file misled us about a column: look at all of it, and read it again.
    const whole = await inferWholeFile(session, file);
    await session.run(forgetRefused(target.index));
    return copyRows(session, whole, assignment, request, target);
  }
}
