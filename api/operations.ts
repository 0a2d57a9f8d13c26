/** The OpenAPI document as the reference page and the fuzz test read it: a flat list, references followed. */

/** The part of JSON Schema that our schemas use. */
export interface Schema {
  type?: string | string[]
  format?: string
  pattern?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

export interface Operation {
  id: string
  method: string
  path: string
  noun: string
  summary: string
  description: string
  parameters: { name: string; in: string; required: boolean; description: string; schema: Schema }[]
  body: { type: string; schema: Schema }[]
  responses: { status: string; description: string; type?: string; schema?: Schema }[]
}

type Fields = Record<string, unknown>
const record = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** @param document an OpenAPI 3.1 document whose references point inside it */
export function operationsOf(document: object): Operation[] {
  const follow = (value: unknown): Fields => {
    const pointer = text(record(value)['$ref'])
    if (pointer === '') return record(value)
    return pointer
      .slice(2)
      .split('/')
      .reduce<Fields>((at, part) => record(at[part]), record(document))
  }
  return Object.entries(record(record(document)['paths'])).flatMap(([path, methods]) =>
    Object.entries(record(methods)).map(([method, value]) => operationOf(path, method, record(value), follow)),
  )
}

function operationOf(path: string, method: string, operation: Fields, follow: (value: unknown) => Fields): Operation {
  const content = (value: unknown) =>
    Object.entries(record(record(value)['content'])).map(([type, media]) => ({
      type,
      schema: follow(record(media)['schema']) as Schema,
    }))
  return {
    id: text(operation['operationId']),
    method,
    path,
    noun: text(list(operation['tags'])[0]),
    summary: text(operation['summary']),
    description: text(operation['description']),
    parameters: list(operation['parameters'])
      .map(follow)
      .map(parameter => ({
        name: text(parameter['name']),
        in: text(parameter['in']),
        required: parameter['required'] === true,
        description: text(parameter['description']) || text(follow(parameter['schema'])['description']),
        schema: follow(parameter['schema']) as Schema,
      })),
    body: content(operation['requestBody']),
    responses: Object.entries(record(operation['responses'])).map(([status, value]) => {
      const response = follow(value)
      return { status, description: text(response['description']), ...content(response)[0] }
    }),
  }
}
