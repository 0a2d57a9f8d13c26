import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operationsOf, type Operation, type Schema } from '../../api/operations.js'
import { defaultRoles } from '../../domain/roles.js'
import { anAccount, anApi, aProgramme, type TestApi, may } from './apiGround.js'

let api: TestApi
/** ids that exist, so that strange bodies reach further than the first look-up */
let ids: string[]
let operations: Operation[]
beforeAll(async () => {
  api = await anApi()
  const account = await api.call('POST', '/fsp-accounts', { as: 'administrator', body: anAccount() })
  const programme = await api.call('POST', '/programmes', { body: aProgramme({ fspAccountId: account.json.id }) })
  const path = `/programmes/${programme.json.id}`
  const person = { name: 'Fuzz Person', phone: '0712345601', place: 'Wabera', householdSize: 4, consent: true }
  const enrolled = await api.call('POST', `${path}/beneficiaries`, { body: person })
  const round = await api.call('POST', `${path}/distributions`, { body: { round: 1, name: 'One' } })
  ids = [account, programme, enrolled, round].map(answer => answer.json.id)
  operations = operationsOf((await api.call('GET', '/openapi.json', { as: null })).json)
})
afterAll(() => api.close())

const nasty = fc.constantFrom<unknown>(
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff\ud800',
    '💣',
    '‮',
    'null',
    '%00',
    '../..',
    "'; drop table payout; --",
    '0'.repeat(300),
  ],
  ...['-1', '1e999', '9'.repeat(40), '0x10', 'NaN', '1.5', '٣', '2026-13-45', 'A'.repeat(5000)],
  ...[
    0,
    -1,
    1.5,
    1e308,
    -0,
    2 ** 53,
    9007199254740993,
    true,
    false,
    null,
    [],
    {},
    [[]],
    [null],
    { constructor: { prototype: 1 } },
    { __proto__: null },
  ],
)
const deep = fc.constantFrom(19, 21, 60_000).map(depth => `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`)
const anId = fc.oneof(
  { weight: 4, arbitrary: fc.nat(3).map(index => ids[index] ?? '') },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: nasty.map(value => textOf(value)) },
)

/** Values that mostly follow the schema, and now and then do not. */
function valueOf(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 7, arbitrary: fitting(schema, depth) },
    { weight: 1, arbitrary: nasty },
    { weight: 1, arbitrary: fc.anything({ maxDepth: 2 }).filter(isJson) },
  )
}
const isJson = (value: unknown): boolean => {
  try {
    return JSON.stringify(value) !== undefined
  } catch {
    return false
  }
}

function fitting(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return fc.oneof(...variants.map(each => valueOf(each, depth + 1)))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.format === 'uuid') return anId
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'array') return fc.array(valueOf(schema.items ?? {}, depth + 1), { maxLength: 3 })
  if (type === 'integer' || type === 'number')
    return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 1000) })
  if (type === 'boolean') return fc.boolean()
  if (type === 'object') {
    const required = schema.required ?? []
    const fields = Object.entries(schema.properties ?? {})
    return fc.record(Object.fromEntries(fields.map(([name, inner]) => [name, valueOf(inner, depth + 1)])), {
      requiredKeys: required.filter(() => depth < 9) as never[],
    })
  }
  if (schema.pattern !== undefined) return fc.oneof(fc.constant('500000'), fc.constant('a'.repeat(64)), fc.string())
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('Wabera', 'KE', '0712345678', 'africastalking'),
  )
}

interface Shot {
  path: string
  headers: Record<string, string>
  body: string | undefined
}

function shotAt(operation: Operation): fc.Arbitrary<Shot> {
  const inPath = operation.parameters.filter(each => each.in === 'path')
  const inQuery = operation.parameters.filter(each => each.in === 'query')
  const json = operation.body.find(({ type }) => type === 'application/json')
  const body = json
    ? fc.oneof(
        { weight: 8, arbitrary: valueOf(json.schema).map(value => JSON.stringify(value)) },
        { weight: 1, arbitrary: deep },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '',
            '{',
            '[1,',
            '"',
            'null',
            '{"a":1}{"b":2}',
            '\u0000',
            '{"a":"\\u0000"}',
            '{"\\ud800":1}',
          ),
        },
      )
    : operation.body.length > 0
      ? fc.oneof(
          fc.constantFrom(
            'name,phone,place,household size,consent\nA,0712345678,B,3,yes',
            '',
            '\u0000',
            ',,,\n,,,',
            '--b\r\n\r\n--b--',
          ),
          fc.string({ unit: 'binary', maxLength: 200 }),
        )
      : fc.constantFrom(undefined, '{}')
  const types = [
    'application/json',
    'text/csv',
    'multipart/form-data; boundary=b',
    'multipart/form-data',
    'text/html',
    'application/json; charset=utf-16',
    ';',
  ]
  return fc
    .record({
      path: fc
        .tuple(...inPath.map(() => anId))
        .map(values =>
          inPath.reduce(
            (path, { name }, i) => path.replace(`{${name}}`, encodeURIComponent(wellFormed(String(values[i])))),
            operation.path,
          ),
        ),
      query: fc.record(
        Object.fromEntries(inQuery.map(({ name, schema }) => [name, fc.oneof(valueOf(schema), nasty)])),
        { requiredKeys: [] },
      ),
      type: fc.oneof(
        { weight: 9, arbitrary: fc.constant(json ? 'application/json' : 'text/csv') },
        { weight: 1, arbitrary: fc.constantFrom(...types) },
      ),
      key: fc.oneof(
        { weight: 9, arbitrary: fc.uuid() },
        { weight: 1, arbitrary: fc.constantFrom('', 'short', 'the-same-key-every-time', 'x'.repeat(500)) },
      ),
      body,
    })
    .map(({ path, query, type, key, body }) => {
      const asked = new URLSearchParams(
        Object.entries(query).map(([name, value]) => [name, wellFormed(textOf(value))] as [string, string]),
      ).toString()
      return {
        path: asked === '' ? path : `${path}?${asked}`,
        headers: { 'content-type': type, 'idempotency-key': key },
        body,
      }
    })
}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd') || 'x'

describe('whatever a client sends', () => {
  it('is never answered with 5xx, and every refusal is problem details', async () => {
    const broken: string[] = []
    for (const operation of operations) {
      const declared = api.app.declared.find(
        route => route.method === operation.method && route.path.replace(/:(\w+)/g, '{$1}') === operation.path,
      )
      const as = defaultRoles.find(role => declared && may(role, declared.permission)) ?? null
      await fc.assert(
        fc.asyncProperty(shotAt(operation), async ({ path, headers, body }) => {
          const answer = await api.call(operation.method.toUpperCase(), path, {
            as,
            key: null,
            headers,
            ...(body === undefined || operation.method === 'get'
              ? {}
              : { raw: body, type: headers['content-type'] ?? '' }),
          })
          if (answer.status >= 500)
            broken.push(
              `${answer.status} ${operation.method} ${path} ${body ?? ''}\n${api
                .logged()
                .split('\n')
                .filter(line => line.includes('"level":50'))
                .at(-1)}`,
            )
          expect(answer.status).toBeLessThan(500)
          if (answer.status >= 400)
            expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
        }),
        { numRuns: 12, endOnFailure: true },
      )
    }
    expect(broken).toEqual([])
  })

  it('a body of any bytes under any route is read as such or refused', async () => {
    const writing = operations.filter(operation => operation.body.length > 0)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...writing), fc.uint8Array({ maxLength: 300 }), async (operation, raw) => {
        const path = operation.path.replace(/\{\w+\}/g, ids[1] ?? '')
        const type = operation.body[0]?.type === 'application/json' ? 'application/json' : 'text/csv'
        const answer = await api.call(operation.method.toUpperCase(), path, { raw, type })
        expect(answer.status).toBeLessThan(500)
      }),
      { numRuns: 150 },
    )
  })

  it('too much is refused before it is read', async () => {
    const answer = await api.call('POST', '/programmes', { raw: `{"name":"${'x'.repeat(300_000)}"}` })
    expect([answer.status, answer.json.type]).toEqual([413, 'urn:mkono:problem:too-large'])
  })
})
