/** Whether a text can be sent, before anybody is: everything that is wrong with it, at once, in sentences for who wrote it. */
import { TYPE } from '@formatjs/icu-messageformat-parser'
import type { FieldType, MessageField, MessageFields } from '../domain/messageFields.js'
import { readText, type Part } from './icu.js'

/** Characters of a text with all its plural forms; what one person reads is counted in segments.ts. */
export const longestSource = 4_000

/** @returns nothing where nothing is wrong */
export function wrongWithText(source: string, fields: MessageFields): readonly string[] {
  if (source.trim() === '') return ['The text is empty.']
  if (source.length > longestSource) return [`The text has ${source.length} characters; at most ${longestSource} go.`]
  // Line breaks are fine, and what joins letters or turns their direction; the rest comes from copying.
  const unseen = /[^\P{C}\n\r\u200c-\u200f]/u.test(source.replace(/\p{Emoji}/gu, ''))
    ? ['The text holds characters that can not be seen: write it anew instead of copying it.']
    : []
  return [...new Set([...unseen, ...wrongIn(source, fields)])]
}

/** Reads on behind what can not be read, so that one pass tells everything. */
function wrongIn(source: string, fields: MessageFields): string[] {
  const read = readText(source)
  if (read.ok) return read.parts.flatMap(part => wrongWithPart(part, fields))
  const { from, to } = argumentAround(source, read.at)
  return [
    ...wrongIn(source.slice(0, from), fields),
    `At “${excerpt(source.slice(from, to))}”: ${unreadable[read.kind] ?? 'this can not be read as a placeholder.'}`,
    ...wrongIn(source.slice(to), fields),
  ]
}

const excerpt = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

const unreadable: Readonly<Record<string, string>> = {
  EXPECT_ARGUMENT_CLOSING_BRACE: 'a closing } is missing.',
  EMPTY_ARGUMENT: 'between { and } must stand the name of a placeholder.',
  MALFORMED_ARGUMENT: 'a name has only letters, digits and _; a closing } may be missing.',
  INVALID_ARGUMENT_TYPE: 'after the comma goes number, date, plural or select.',
  EXPECT_ARGUMENT_TYPE: 'after the comma goes number, date, plural or select.',
  EXPECT_SELECT_ARGUMENT_OPTIONS: 'the forms are missing, like other {…}.',
  EXPECT_SELECT_ARGUMENT_SELECTOR: 'the forms are missing, like other {…}.',
  EXPECT_PLURAL_ARGUMENT_SELECTOR: 'the forms are missing, like one {# day} other {# days}.',
  EXPECT_SELECT_ARGUMENT_SELECTOR_FRAGMENT: 'after the name of a form goes its text between { and }.',
  EXPECT_PLURAL_ARGUMENT_SELECTOR_FRAGMENT: 'after the name of a form goes its text between { and }.',
  DUPLICATE_PLURAL_ARGUMENT_SELECTOR: 'a form is there twice.',
  DUPLICATE_SELECT_ARGUMENT_SELECTOR: 'a form is there twice.',
}

/** The outermost braces around a place; to the end of the text where they do not close. Never empty. */
function argumentAround(source: string, at: number): { from: number; to: number } {
  let depth = 0
  let from = 0
  for (let i = 0; i < source.length; i++) {
    if (source[i] === '{' && depth++ === 0) from = i
    if (source[i] === '}' && depth > 0 && --depth === 0 && i + 1 >= at) return { from, to: i + 1 }
  }
  return { from: depth > 0 ? from : 0, to: source.length }
}

function wrongWithPart(part: Part, fields: MessageFields): string[] {
  if (part.type === TYPE.literal)
    return /[{}]/.test(part.value) ? ['A } stands without its {. A text can not show braces.'] : []
  if (part.type === TYPE.pound || part.type === TYPE.tag) return []
  const field = Object.hasOwn(fields, part.value) ? fields[part.value] : undefined
  const here = field
    ? wrongUse(part, field)
    : [`{${part.value}} is not known in this kind of message. There is ${Object.keys(fields).map(braced).join(', ')}.`]
  if (part.type !== TYPE.select && part.type !== TYPE.plural) return here
  const inside = Object.values(part.options).flatMap(({ value }) => value.flatMap(each => wrongWithPart(each, fields)))
  const other = Object.hasOwn(part.options, 'other')
    ? []
    : [`{${part.value}, …} needs the form other {…}: it is what stands where no other form fits.`]
  return [...here, ...other, ...inside]
}

const braced = (name: string): string => `{${name}}`

type Placeholder = Exclude<Part, { type: TYPE.literal | TYPE.pound | TYPE.tag }>

const use = {
  [TYPE.argument]: 'plain',
  [TYPE.number]: 'number',
  [TYPE.date]: 'date',
  [TYPE.time]: 'time',
  [TYPE.select]: 'select',
  [TYPE.plural]: 'plural',
} as const
type Use = (typeof use)[keyof typeof use]

const uses: Readonly<Record<FieldType, { readonly is: string; readonly as: readonly Use[] }>> = {
  text: { is: 'a text', as: ['plain'] },
  amount: { is: 'an amount, which is written with its currency by itself', as: ['plain'] },
  decimal: { is: 'a number with decimals', as: ['plain'] },
  whole: { is: 'a whole number', as: ['plain', 'number', 'plural'] },
  date: { is: 'a date', as: ['plain', 'date'] },
  choice: { is: 'a choice', as: ['select'] },
}
export const dateStyles = ['short', 'medium', 'long', 'full'] as const
const pluralForms = ['zero', 'one', 'two', 'few', 'many', 'other']

function wrongUse(part: Placeholder, field: MessageField): string[] {
  const name = part.value
  const { is, as } = uses[field.type]
  const allowed: readonly Use[] = field.labels ? ['plain', ...as] : as
  if (!allowed.includes(use[part.type])) {
    const how = allowed.map(each =>
      each === 'plain' ? `{${name}}` : `{${name}, ${each}${each === 'select' || each === 'plural' ? ', …' : ''}}`,
    )
    return [
      `{${name}} is ${is}: it can stand as ${how.join(' / ')}, not ${use[part.type] === 'plain' ? 'alone' : `as a ${use[part.type]}`}.`,
    ]
  }
  if (part.type === TYPE.date && part.style != null && !dateStyles.some(style => style === part.style))
    return [`{${name}, date, …} can be ${dateStyles.join(', ')}.`]
  if (part.type === TYPE.number && part.style != null) return [`{${name}, number} takes nothing more.`]
  if (part.type === TYPE.select) {
    const known = [...(field.options ?? []), 'other']
    const strange = Object.keys(part.options).filter(option => !known.includes(option))
    return strange.map(option => `{${name}} is never ${option}: it is ${known.join(', ')}.`)
  }
  if (part.type === TYPE.plural) {
    const strange = Object.keys(part.options).filter(form => !/^=\d+$/.test(form) && !pluralForms.includes(form))
    return strange.map(
      form => `{${name}, plural, …} has no form ${form}: there is =0, =1 and so on, ${pluralForms.join(', ')}.`,
    )
  }
  return []
}
