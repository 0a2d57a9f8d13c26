import { XMLParser } from 'fast-xml-parser'

/** SOAP 1.1 as the provider speaks it (facts/protocols.md 4): prefix `soap`, the operations in a namespace of their own. */
export const namespace = 'http://www.loyaltyinabox.com/giftcard_6_8/'

export interface Asked {
  operation: string
  /** in which the operation stands: the answer is in the same */
  namespace: string
  /** The text at a path of elements, such as `TransactionHeader/RefPos`; undefined where it is not there. */
  text(path: string): string | undefined
  username: string | undefined
  password: string | undefined
}

type Node = string | { [name: string]: Node | Node[] }

const reader = new XMLParser({ removeNSPrefix: true, parseTagValue: false, ignoreAttributes: true })

/** The best-known client has a template of it, in another namespace that is published nowhere, and never sends it (facts 4). */
export const preOrder = 'CreatePreOrder'
const namespaceOfPreOrder = new RegExp(`<${preOrder}\\s[^>]*?xmlns="([^"<&]{1,200})"`)
const isPreOrderIn = new RegExp(`<(?:[\\w.-]+:)?${preOrder}[\\s/>]`)

/** Undefined for what is no envelope with one operation of this namespace, or a pre-order, in its body. */
export function readRequest(xml: string): Asked | undefined {
  const isPreOrder = isPreOrderIn.test(xml)
  if (!isPreOrder && !xml.includes(namespace)) return undefined
  let document: Node
  try {
    document = reader.parse(xml, true) as Node
  } catch {
    return undefined
  }
  const body = at(document, 'Envelope/Body')
  const operations = typeof body === 'object' ? Object.keys(body) : []
  const [operation] = operations
  if (operation === undefined || operations.length > 1) return undefined
  const told = (path: string): string | undefined => {
    const found = at(document, path)
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  return {
    operation,
    namespace: isPreOrder ? (namespaceOfPreOrder.exec(xml)?.[1] ?? namespace) : namespace,
    text: path => told(`Envelope/Body/${operation}/${path}`),
    username: told('Envelope/Header/Authenticate/UserName'),
    password: told('Envelope/Header/Authenticate/Password'),
  }
}

function at(from: Node, path: string): Node | undefined {
  let here: Node | Node[] | undefined = from
  for (const name of path.split('/')) {
    if (typeof here !== 'object' || Array.isArray(here) || !Object.hasOwn(here, name)) return undefined
    here = here[name]
  }
  return Array.isArray(here) ? undefined : here
}

/** An answer's elements in their order: a text, or elements in it. */
export type Fields = readonly (readonly [name: string, value: string | Fields])[]

const xmlHead = '<?xml version="1.0" encoding="utf-8"?>'
const inEnvelope = (body: string): string =>
  `${xmlHead}<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`

export const answerOf = (operation: string, fields: Fields, within = namespace): string =>
  inEnvelope(`<${operation}Response xmlns="${within}">${elements(fields)}</${operation}Response>`)

export const faultOf = (side: 'Client' | 'Server', says: string): string =>
  inEnvelope(`<soap:Fault><faultcode>soap:${side}</faultcode><faultstring>${text(says)}</faultstring></soap:Fault>`)

const elements = (fields: Fields): string =>
  fields
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? text(value) : elements(value)}</${name}>`)
    .join('')

const text = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
