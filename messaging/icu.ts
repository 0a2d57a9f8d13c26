/**
 * Texts with placeholders, as ICU MessageFormat writes them (`{days, plural, one {# day} other {# days}}`), but for two
 * things: an apostrophe is an apostrophe, so that `d'{programme}` means what a French reader thinks, and < is no tag.
 * For that, a text can not show a brace.
 */
import { parse, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'

export type Part = MessageFormatElement
export type ReadText =
  | { readonly ok: true; readonly parts: Part[] }
  /** `kind`: the parser’s word for it; `at`: where, in characters */
  | { readonly ok: false; readonly kind: string; readonly at: number }

export function readText(source: string): ReadText {
  try {
    const parts = parse(source.replaceAll("'", "''"), {
      ignoreTag: true,
      requiresOtherClause: false,
      shouldParseSkeletons: false,
    })
    return { ok: true, parts }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, kind: error.message, at: placeOf(error, source) }
  }
}

/** The parser counts our doubled apostrophes twice. */
function placeOf(error: SyntaxError, source: string): number {
  const { location } = error as SyntaxError & { location?: { start: { offset: number } } }
  let left = location?.start.offset ?? 0
  let at = 0
  while (at < source.length && left > 0) left -= source[at++] === "'" ? 2 : 1
  return at
}
