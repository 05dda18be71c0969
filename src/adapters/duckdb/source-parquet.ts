import type { Column, ColumnKind } from '../../predictions/column-kind.js';
import type { Location } from '../location.js';
import { type DuckDbSession, literalPath } from './session.js';

export function parquetRelation(file: Pick<Location, 'path'>): string {
  return `read_parquet(${literalPath(file.path)})`;
}

/** @throws GovError input when the file is no readable Parquet file. */
export async function describeParquet(
  session: DuckDbSession,
  file: Pick<Location, 'path'>,
): Promise<Column[]> {
  const rows = await session.rows(`DESCRIBE SELECT * FROM ${parquetRelation(file)}`);
  return rows.map(({ column_name, column_type }) => {
    const sqlType = String(column_type);
    return { name: String(column_name), sqlType, kind: kindOfType(sqlType) };
  });
}

function kindOfType(sqlType: string): ColumnKind {
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(sqlType)) return 'integer';
  if (/^(DOUBLE|FLOAT|DECIMAL\(.*\))$/.test(sqlType)) return 'number';
  if (/^(DATE|TIME|TIMESTAMP)/.test(sqlType)) return 'timestamp';
  if (sqlType === 'BOOLEAN') return 'boolean';
  return sqlType === 'VARCHAR' || sqlType.startsWith('ENUM(') ? 'text' : 'other';
}
