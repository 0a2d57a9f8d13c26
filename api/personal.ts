/**
 * Fields of answers that identify a person. Whoever may not see them gets them masked, in every answer that has one: the
 * field says what it is where the answer is declared, and nothing else has to think of it.
 */
import { z } from '@hono/zod-openapi'
import { maskedNumber } from '../domain/phone.js'
import type { Permission } from '../domain/permissions.js'

/** `text`: what staff wrote about a person; `raw`: what an FSP sent, with everything in it. */
export type Personal = 'name' | 'number' | 'id' | 'text' | 'raw'
export type Seeing = 'people.seeNames' | 'people.seeNumbers' | 'people.seeIds'

const shownTo: Readonly<Record<Personal, readonly Seeing[]>> = {
  name: ['people.seeNames'],
  number: ['people.seeNumbers'],
  id: ['people.seeIds'],
  text: ['people.seeNames'],
  raw: ['people.seeNames', 'people.seeNumbers', 'people.seeIds'],
}
export const seeings: readonly Seeing[] = shownTo.raw satisfies readonly Permission[]

const masks: Readonly<Record<Personal, (text: string) => string>> = {
  // As many dots whatever it is: its length would tell.
  name: text =>
    text
      .split(' ')
      .map(word => `${[...word][0] ?? ''}•••`)
      .join(' '),
  number: maskedNumber,
  id: text => `•••${text.length > 6 ? text.slice(-3) : ''}`,
  text: () => '•••',
  raw: () => '•••',
}

/** The same for a text that is part of a file. */
export const masked = (kind: Personal, text: string, sees: (seeing: Seeing) => boolean): string =>
  shownTo[kind].every(sees) ? text : masks[kind](text)

const kinds = new WeakMap<object, Personal>()

/** A text in an answer that identifies a person. */
export function personal(kind: Personal): z.ZodString {
  const schema = z.string().openapi({ description: `masked for whoever has not ${shownTo[kind].join(' and ')}` })
  kinds.set(schema, kind)
  return schema
}

export type Hidden = ReadonlySet<Seeing>
export type Mask = (value: unknown, hidden: Hidden) => unknown

/** How answers of this schema are masked; null where nothing in them is personal. */
export function maskOf(schema: z.core.$ZodType): Mask | null {
  const kind = kinds.get(schema)
  if (kind !== undefined)
    return (value, hidden) =>
      typeof value === 'string' && shownTo[kind].some(each => hidden.has(each)) ? masks[kind](value) : value
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return maskOf(schema.unwrap())
  if (schema instanceof z.ZodArray) return ofArray(maskOf(schema.element))
  if (schema instanceof z.ZodObject) return ofObject(schema)
  if (schema instanceof z.ZodRecord) return ofRecord(maskOf(schema.valueType))
  const within = schema instanceof z.ZodUnion ? schema.options : []
  // Rather no start than an answer that is not masked.
  if (within.some(each => maskOf(each) !== null)) throw new Error('Of several shapes nothing can be masked.')
  return null
}

const ofArray = (each: Mask | null): Mask | null =>
  each && ((value, hidden) => (Array.isArray(value) ? value.map(one => each(one, hidden)) : value))

const ofRecord = (each: Mask | null): Mask | null =>
  each &&
  ((value, hidden) =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, each(one, hidden)]))
      : value)

function ofObject({ shape }: z.ZodObject): Mask | null {
  const fields = Object.entries(shape).flatMap(([name, schema]) => {
    const mask = maskOf(schema)
    return mask ? [[name, mask] as const] : []
  })
  if (fields.length === 0) return null
  return (value, hidden) => {
    if (typeof value !== 'object' || value === null) return value
    const masked = { ...value } as Record<string, unknown>
    for (const [name, mask] of fields) masked[name] = mask(masked[name], hidden)
    return masked
  }
}
