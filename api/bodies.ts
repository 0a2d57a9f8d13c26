/**
 * Reading what was sent, before anything believes it: how large, which type, is it JSON at all, can it be stored.
 * Everything that is wrong here ends as 400, 413, 415 or 422, never as an error of the database.
 */
import type { Context } from 'hono'
import { HttpProblem } from './problem.js'
import type { Reads, UploadedFile } from './route.js'

/** JSON deeper than this is nobody's programme. */
const deepest = 20

/** The bytes of the body, at most `maxBytes`: a wrong or missing Content-Length does not help anybody past it. */
export async function bytesOf(c: Context, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of arrivingOf(c, maxBytes)) parts.push(part)
  return Buffer.concat(parts)
}

/** The same as it arrives. @throws HttpProblem in the middle where it breaks off or is too large */
export async function* arrivingOf(c: Context, maxBytes: number): AsyncGenerator<Uint8Array> {
  const tooLarge = () => new HttpProblem('too_large', `At most ${maxBytes} bytes are taken here. Send it in parts.`)
  const declared = Number(c.req.header('content-length') ?? '0')
  if (declared > maxBytes) throw tooLarge()
  const stream = c.req.raw.body
  if (stream === null) return
  let size = 0
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new HttpProblem('malformed', 'The request broke off. Send it again.')
    })
    if (done) return
    size += value.byteLength
    if (size > maxBytes) {
      // Not awaited: a client that goes on sending would hold up its own refusal.
      void reader.cancel().catch(() => undefined)
      throw tooLarge()
    }
    yield value
  }
}

const mediaType = (c: Context): string => (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
export const isJsonType = (type: string): boolean => /^application\/([a-z0-9.+-]+\+)?json$/.test(type)

/** The parsed body of a request, still unbelieved. */
export async function bodyOf(c: Context, reads: Exclude<Reads, 'upload'>, maxBytes: number): Promise<unknown> {
  const type = reads === 'json' ? jsonTypeOf(c) : fileTypeOf(c)
  const bytes = await bytesOf(c, maxBytes)
  if (reads === 'json') return jsonOf(bytes)
  return type === 'multipart/form-data'
    ? formOf(c, bytes)
    : { file: { name: 'list.csv', bytes } satisfies UploadedFile }
}

function jsonTypeOf(c: Context): string {
  const type = mediaType(c)
  if (isJsonType(type)) return type
  throw new HttpProblem('media_type', 'Send application/json and name it in Content-Type.')
}

export function fileTypeOf(c: Context): string {
  const type = mediaType(c)
  if (isFileType(type)) return type
  throw new HttpProblem(
    'media_type',
    'Send multipart/form-data with a field “file”, or text/csv and name it in Content-Type.',
  )
}

const isFileType = (type: string): boolean =>
  [
    'multipart/form-data',
    'text/csv',
    'text/plain',
    'text/tab-separated-values',
    'application/octet-stream',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ].includes(type)

/** @throws HttpProblem if it is not JSON in UTF-8, too deep, or holds what PostgreSQL can not store */
export function jsonOf(bytes: Uint8Array): unknown {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new HttpProblem('malformed', 'The body is not JSON in UTF-8.')
  }
  refuseUnstorable('body', value)
  return value
}

async function formOf(c: Context, bytes: Uint8Array): Promise<unknown> {
  const contentType = c.req.header('content-type') ?? ''
  let form: FormData
  try {
    form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new HttpProblem('malformed', 'The form can not be read. Send multipart/form-data with its boundary.')
  }
  const fields: Record<string, unknown> = {}
  for (const [name, value] of form) {
    if (Object.hasOwn(fields, name)) throw new HttpProblem('malformed', 'A field of the form was sent twice.')
    fields[name] =
      typeof value === 'string'
        ? value
        : ({ name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) } satisfies UploadedFile)
  }
  refuseUnstorable('body', fields)
  return fields
}

/** Walks without recursion, so that depth can not end the process. Texts with NUL or half a character are refused. */
export function refuseUnstorable(place: 'body' | 'query' | 'path', value: unknown): void {
  const rest: { value: unknown; depth: number }[] = [{ value, depth: 0 }]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    if (typeof at.value === 'string') refuseText(place, at.value)
    if (typeof at.value !== 'object' || at.value === null || at.value instanceof Uint8Array) continue
    if (at.depth >= deepest) throw new HttpProblem('invalid', `The ${place} is nested too deeply.`)
    for (const [key, inner] of Object.entries(at.value)) {
      refuseText(place, key)
      rest.push({ value: inner, depth: at.depth + 1 })
    }
  }
}

function refuseText(place: string, text: string): void {
  if (text.includes('\u0000') || /\p{Surrogate}/u.test(text)) {
    throw new HttpProblem('invalid', `The ${place} holds a text with a NUL or half a character. Remove it.`)
  }
}
