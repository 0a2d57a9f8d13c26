/**
 * What somebody proposed, read from the summary that the API gives with it: what stood before, what would stand after.
 * Summaries differ by kind; what this does not know is told by its own name, so that nothing that is decided stays hidden.
 */
export interface Change {
  /** a word of `waiting.field`, or the API’s own name */
  readonly field: string
  /** null: there was nothing before, or nothing is compared */
  readonly before: string | null
  readonly after: string
}

type Summary = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Summary =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How a value is written: programmes, codes, yes or no and lists in the reader’s words. */
export interface Written {
  programme(id: string): string
  flag(value: boolean): string
  /** a role, a permission or another code; as it stands where it has no words */
  code?(value: string): string
  list?(values: readonly string[]): string
}

function text(value: unknown, written: Written): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return written.flag(value)
  if (Array.isArray(value))
    return value.length === 0
      ? '–'
      : list(
          value.map(each => text(each, written)),
          written,
        )
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, each]) =>
        name === 'programmeId'
          ? written.programme(String(each))
          : name === 'role'
            ? text(each, written)
            : `${name}: ${text(each, written)}`,
      )
      .join(' · ')
  const code = String(value)
  return written.code?.(code) ?? code.replaceAll('_', ' ')
}

const list = (values: readonly string[], { list }: Written): string => list?.(values) ?? values.join(', ')

/** Shown apart: they are how the summary is written, not what is proposed. */
const frame = new Set(['before', 'after', 'changed', 'created', 'reactivates', 'currency', 'name', 'handle'])
/** Told by the page in other words, or an id that says nothing to people. */
const ids = new Set(['distributionId', 'importId', 'listId'])

/** Of two lists what comes, what goes and what stays: nobody finds that in two long rows. */
function comparedLists(before: readonly unknown[], after: readonly unknown[], written: Written): Change[] {
  const was = before.map(each => text(each, written))
  const is = after.map(each => text(each, written))
  const groups = {
    gained: is.filter(each => !was.includes(each)),
    lost: was.filter(each => !is.includes(each)),
    stays: is.filter(each => was.includes(each)),
  }
  return Object.entries(groups)
    .filter(([, each]) => each.length > 0)
    .map(([field, each]) => ({ field, before: null, after: list(each, written) }))
}

/** As it was typed: a setting is no word of ours. */
const exactly = (value: unknown, written: Written): string =>
  typeof value === 'string' && value !== '' ? value : text(value, written)

/** Settings of an account, each for itself; those that stay as they are do not stand between those that change. */
const settingsOf = (before: unknown, after: Summary, written: Written): Change[] =>
  [...new Set([...Object.keys(isRecord(before) ? before : {}), ...Object.keys(after)])].flatMap(name => {
    const now = exactly(after[name], written)
    const was = isRecord(before) ? exactly(before[name], written) : null
    return was === now ? [] : [{ field: `settings.${name}`, before: was, after: now }]
  })

/** @param known fields that the page shows itself */
export function changesOf(summary: Summary, written: Written, known: readonly string[] = []): Change[] {
  const { before, after } = summary
  const rows: Change[] = []
  if (isRecord(after) && isRecord(before))
    for (const field of new Set([...Object.keys(before), ...Object.keys(after)]))
      if (field === 'settings' && isRecord(after[field])) rows.push(...settingsOf(before[field], after[field], written))
      else rows.push({ field, before: text(before[field], written), after: text(after[field], written) })
  else if (Array.isArray(after) && Array.isArray(before)) rows.push(...comparedLists(before, after, written))
  else if (after !== undefined) rows.push({ field: 'now', before: text(before, written), after: text(after, written) })
  for (const [field, value] of Object.entries(summary))
    if (frame.has(field) || ids.has(field) || known.includes(field)) continue
    else if (field === 'settings' && isRecord(value)) rows.push(...settingsOf(null, value, written))
    else rows.push({ field, before: null, after: text(value, written) })
  return rows
}
