/**
 * From what the house answers to what goes over the wire: bigint (money, counters) becomes a string of digits, a
 * moment becomes ISO 8601 in UTC. No float is ever made of money.
 */

/** What a route may hand back where its answer says `string`: rows come with bigint and Date. */
export type Wire<T> = string extends T
  ? T | bigint | Date
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Wire<Item>[]
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T

/** The plain JSON value of what a route answered. Buffers are refused: whatever is bytes is sealed and stays here. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) throw new Error('Bytes never leave as JSON: decide in the route what they say.')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, plain(inner)]),
  )
}

/** The same text for the same meaning, whatever the order of fields: what an idempotency key is compared by. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`
}
