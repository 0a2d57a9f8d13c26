/** The fields of a callback. Never throws: what can not be read has no fields. */
import { parseJson } from '../wire/literals.js'
import type { CarrierRequest } from './contract.js'

export type Fields = ReadonlyMap<string, readonly string[]>

/** The fields of a form, or of one flat JSON object, each with every value it has, in their order. */
export function fieldsOf(request: CarrierRequest): Fields {
  const text = textOf(request)
  return isJson(request) ? ofJson(parseJson(text)) : grouped(new URLSearchParams(text))
}

export const isJson = ({ headers }: CarrierRequest): boolean =>
  /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test((headers['content-type'] ?? '').trim())

export const textOf = ({ body }: CarrierRequest): string => new TextDecoder().decode(body)

/** The first value of a field, if it has any that says something. */
export function first(fields: Fields, name: string): string | undefined {
  const value = fields.get(name)?.[0]
  return value === undefined || value.trim() === '' ? undefined : value
}

/** A whole number of at most six digits. */
export function wholeOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined
}

/** The carrier's own id of a message, where a field holds anything that can be one. */
export function idOf(text: string | undefined): string | undefined {
  const id = text?.trim()
  return id !== undefined && /^[\x21-\x7e]{1,200}$/.test(id) ? id : undefined
}

function grouped(pairs: Iterable<readonly [string, string]>): Fields {
  const fields = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const values = fields.get(name)
    if (values) values.push(value)
    else fields.set(name, [value])
  }
  return fields
}

function ofJson(document: unknown): Fields {
  if (typeof document !== 'object' || document === null) return new Map()
  return grouped(
    Object.entries(document).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
    ),
  )
}
