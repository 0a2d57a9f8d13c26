import { sql, type RawBuilder } from 'kysely'

type ColumnType = 'uuid' | 'text' | 'int' | 'bigint' | 'boolean' | 'bytea' | 'float8' | 'timestamptz'

/**
 * Rows of ours as a table for a statement: `from ${given('v', rows, { id: 'uuid', state: 'text' })}`. Sent as one array a
 * column, because PostgreSQL sees how long an array is and plans by it; of JSON it always guesses a hundred rows, and
 * reads whole tables for ten of them. Amounts go as text (`bigint` takes it), so nothing becomes a float.
 */
export function given<Row extends object>(
  name: string,
  rows: readonly Row[],
  columns: { readonly [Column in keyof Row & string]: ColumnType },
): RawBuilder<unknown> {
  const names = Object.keys(columns) as (keyof Row & string)[]
  const arrays = names.map(column => sql`${rows.map(row => row[column] ?? null)}::${sql.raw(`${columns[column]}[]`)}`)
  return sql`unnest(${sql.join(arrays)}) as ${sql.raw(name)}(${sql.join(names.map(column => sql.ref(column)))})`
}
