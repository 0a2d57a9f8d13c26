/** A word's row. Words come from outside, so a table must not answer for what every object has (`constructor`). */
export function tabled<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}
