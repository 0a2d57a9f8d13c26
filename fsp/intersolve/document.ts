/** An answer as XML, read with nothing expanded, nothing guessed and nothing turned into a number. */
import { XMLParser } from 'fast-xml-parser'

/** Answers are a few hundred bytes; what is longer is given up before it is read. */
export const mostAnswerBytes = 64 * 1024

/** Elements by their names without prefixes. An element that occurs twice is an array, and is then no text. */
export interface Elements {
  readonly [name: string]: unknown
}

/** What the body of an envelope holds: an operation's answer, or a fault. */
export type Document = { is: 'answer'; fields: Elements } | { is: 'fault' }

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  // Leading zeros of a PIN and nineteen digits of a card's id survive only as text.
  parseTagValue: false,
  trimValues: true,
  // The five names that XML itself has; documents that declare more are refused below.
  processEntities: true,
  htmlEntities: false,
  maxNestedTags: 16,
})

/**
 * Reads the answer to `operation`. Undefined for whatever is no envelope with that answer or a fault: an error page, half a
 * document, another operation's answer. A document type is refused as such: SOAP 1.1 forbids it (section 3), and it is
 * the way in for entities that expand.
 */
export function readDocument(body: string, operation: string): Document | undefined {
  if (/<!DOCTYPE|<!ENTITY/i.test(body)) return undefined
  const whole = parsed(body)
  const held = within(within(whole, 'Envelope'), 'Body')
  if (!held) return undefined
  if ('Fault' in held) return { is: 'fault' }
  const fields = within(held, `${operation}Response`)
  return fields && { is: 'answer', fields }
}

/** The text of an element; undefined where there is none, it is empty, or it occurs more than once. */
export function textOf(fields: Elements, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The elements in an element. */
export function within(parent: Elements | undefined, name: string): Elements | undefined {
  const value = parent && Object.hasOwn(parent, name) ? parent[name] : undefined
  return isElements(value) ? value : undefined
}

const isElements = (value: unknown): value is Elements =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parsed(body: string): Elements | undefined {
  try {
    const document: unknown = parser.parse(body, true)
    return isElements(document) ? document : undefined
  } catch {
    return undefined
  }
}
