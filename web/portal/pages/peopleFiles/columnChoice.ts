/** Which column of a file holds what, as somebody chooses it: begun with what the API guessed. */

/** field → header; an empty header: none */
export type Choice = Readonly<Record<string, string>>

export interface FieldOfList {
  readonly field: string
  readonly required: boolean
}

/** Every field is said, so that nothing is guessed behind anybody’s back. */
export const choiceOf = (fields: readonly FieldOfList[], guessed: Choice): Choice =>
  Object.fromEntries(fields.map(({ field }) => [field, guessed[field] ?? '']))

/** Fields that must be there and have no column. */
export const missingOf = (fields: readonly FieldOfList[], choice: Choice): string[] =>
  fields.filter(({ field, required }) => required && (choice[field] ?? '') === '').map(({ field }) => field)

/** Headers that were given to two fields. */
export function twiceOf(choice: Choice): string[] {
  const headers = Object.values(choice).filter(header => header !== '')
  return [...new Set(headers.filter((header, at) => headers.indexOf(header) !== at))]
}

/** Headers that nobody asked for: what stands below them is not kept. */
export const leftOf = (headers: readonly string[], choice: Choice): string[] =>
  headers.filter(header => header !== '' && !Object.values(choice).includes(header))
