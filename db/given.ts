import { sql, type RawBuilder } from 'kysely'

type ColumnType = 'uuid' | 'text' | 'int' | 'bigint' | 'boolean' | 'bytea' | 'float8' | 'timestamptz'

/**
 * Rows of ours as a table for a statement: `from ${given('v', rows, { id: 'uuid', state: 'text' })}`. Sent as one array a
 * column, because PostgreSQL sees how long an array is and plans by it; of JSON it always guesses a hundred rows, and
 * reads whole tables for ten of them. Amounts go as text (`bigint` takes it), so nothing becomes a float. Bytes may be given as
 * their hexadecimal digits.
 */
export function given<Row extends object>(
  name: string,
  rows: readonly Row[],
  columns: { readonly [Column in keyof Row & string]: ColumnType },
): RawBuilder<unknown> {
  const names = Object.keys(columns) as (keyof Row & string)[]
  const arrays = names.map(
    column =>
      sql`${arrayOf(
        rows.map(row => row[column] ?? null),
        columns[column] === 'bytea',
      )}::${sql.raw(`${columns[column]}[]`)}`,
  )
  return sql`unnest(${sql.join(arrays)}) as ${sql.raw(name)}(${sql.join(names.map(column => sql.ref(column)))})`
}

/**
 * An array as PostgreSQL reads one (manual, 8.15.2). Written here at once, because the driver looks at each element several
 * times, which for lists of thousands is much of the time that storing them takes.
 * @param ofBytes text among them is hexadecimal
 */
export const arrayOf = (values: readonly unknown[], ofBytes = false): string => {
  const elements: string[] = []
  for (const value of values) elements.push(ofBytes && typeof value === 'string' ? `"\\\\x${value}"` : elementOf(value))
  // Joined at once: a text that grows is kept as a chain of all its parts.
  return `{${elements.join(',')}}`
}

function elementOf(value: unknown): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
  if (value instanceof Uint8Array)
    return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex')}"`
  if (value instanceof Date) return `"${value.toISOString()}"`
  throw new TypeError('Give text, numbers, booleans, moments or bytes.')
}
