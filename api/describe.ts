/** How a declared route is told in OpenAPI: the document is made from what is served and can not differ from it. */
import { z, type createRoute } from '@hono/zod-openapi'
import { levelOf } from '../domain/permissions.js'
import { defaultRoles, roles } from '../domain/roles.js'
import { basisHeader } from './basis.js'
import { isOpen } from './permissions.js'
import type { OpenRoute } from './openRoute.js'
import type { Noun, Route } from './route.js'

type Description = Parameters<typeof createRoute>[0]

/** What fills the gaps of a sentence: texts, or again codes with values. */
export const saysValues = z.record(z.string(), z.unknown())

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:mkono:problem:four-eyes' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().openapi({ description: 'says what to do' }),
    code: z.string().openapi({ description: 'of `detail`, to be told in any language', example: 'round_open_already' }),
    values: saysValues,
    instance: z.string().optional().openapi({ description: 'names this request for support' }),
    errors: z
      .array(
        z.object({ where: z.string(), says: z.string(), code: z.string().optional(), values: saysValues.optional() }),
      )
      .optional(),
  })
  .openapi('Problem')

const keyHeader = z.object({
  'idempotency-key': z
    .string()
    .min(8)
    .max(200)
    .openapi({ description: 'same key and body: same answer; other body: 409', example: 'a1b2c3d4-approve-round-1' }),
})

const undoHeader = z.literal('true').optional().openapi({
  description: 'it takes back what the same person has just done: the record of acts says “undone”',
})

const headersOf = ({ replaces, undoes }: Route) =>
  keyHeader.extend({ ...(replaces ? { basis: basisHeader } : {}), ...(undoes ? { undo: undoHeader } : {}) })

export function describe(route: Route): Description {
  const { params, query, body } = route.schemas
  return {
    method: route.method,
    path: route.path,
    tags: [route.noun],
    summary: route.does,
    description: [route.more, whoMay(route)].filter(Boolean).join('\n\n'),
    operationId: operationId(route),
    ...(isOpen(route.permission) ? { security: [] } : { security: [{ token: [] }] }),
    request: {
      // What is parsed is what is described; `z.object` because only objects have fields to list.
      ...(params instanceof z.ZodObject ? { params } : {}),
      ...(query instanceof z.ZodObject ? { query } : {}),
      ...(body && route.reads ? { body: { required: true, content: contentOf(route, body) } } : {}),
      ...(route.kind === 'reads' ? {} : { headers: headersOf(route) }),
    },
    responses: responsesOf(route),
  }
}

/** A route outside the typed ones, told in short: path, what it does, and that its answers are JSON. */
export function describeOpen({ method, path, permission, does = '', sendsOn, answer }: OpenRoute): Description {
  const names = [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => name)
  return {
    method,
    path: path.replace(/:([A-Za-z]+)/g, '{$1}'),
    tags: [nounOf(path)],
    summary: does,
    description: whoMay({ permission }),
    operationId: operationId({ method, path: path.replace(/:([A-Za-z]+)/g, '{$1}') }),
    security: isOpen(permission) ? [] : [{ token: [] }],
    request: {
      ...(names.length > 0 ? { params: z.object(Object.fromEntries(names.map(name => [name, z.string()]))) } : {}),
      ...(method === 'post' ? { body: { content: { 'application/json': { schema: z.looseObject({}) } } } } : {}),
    },
    responses: {
      ...(sendsOn
        ? { 303: { description: does } }
        : { 200: { description: does, content: { 'application/json': { schema: answer ?? z.looseObject({}) } } } }),
      default: problem('Not taken, and why'),
    },
  }
}

function nounOf(path: string): Noun {
  if (path.startsWith('/callbacks')) return 'callbacks'
  if (path.startsWith('/codec')) return 'codec'
  return /^\/(sign-|links|account)/.test(path) ? 'staff' : 'system'
}

function whoMay({ permission, whole = false }: Pick<Route, 'permission'> & Partial<Pick<Route, 'whole'>>): string {
  if (isOpen(permission)) return 'Anybody, without a token.'
  const holders = defaultRoles.filter(name => (roles[name] as readonly string[]).includes(permission))
  const where =
    levelOf(permission) === 'house' ? ', held in every programme' : whole ? ', held for the whole programme' : ''
  return `Permission ${permission}${where}: ${holders.join(', ')}, and roles of your own that have it.`
}

/** `post /distributions/{id}/approve` → `postDistributionsApprove`; ids of paths add nothing but `One`. */
const operationId = (route: { method: string; path: string }): string =>
  [route.method, ...route.path.split(/[/.-]/)]
    .filter(part => part !== '')
    .map(part => (part.startsWith('{') ? 'One' : part))
    .map((part, index) => (index === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')

function contentOf(route: Route, body: z.ZodType): NonNullable<NonNullable<Description['request']>['body']>['content'] {
  if (route.reads === 'json') return { 'application/json': { schema: body } }
  return {
    'multipart/form-data': { schema: body },
    'text/csv': { schema: z.string().openapi({ description: 'the file itself; fields take their defaults' }) },
  }
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
})

function responsesOf(route: Route): Description['responses'] {
  const answer = route.follows
    ? { 'text/event-stream': { schema: route.schemas.answer } }
    : route.file === undefined
      ? { 'application/json': { schema: route.schemas.answer } }
      : { [route.file.split(';')[0] ?? route.file]: { schema: z.string() } }
  return {
    [route.status]: { description: route.does, content: answer },
    ...(isOpen(route.permission)
      ? {}
      : { 401: problem('No valid token'), 403: problem('Not for this role or person') }),
    ...(route.schemas.params ? { 404: problem('There is no such thing') } : {}),
    ...(route.kind === 'reads'
      ? {}
      : {
          400: problem('Key missing or unreadable'),
          409: problem(route.replaces ? 'Not now, changed since, or the key was used' : 'Not now, or the key was used'),
        }),
    ...(route.reads ? { 413: problem('Too large'), 415: problem('Wrong content type') } : {}),
    422: problem('Something is not valid'),
    429: problem('Too many requests'),
    503: problem('A part of the system does not answer; Retry-After says when to ask again with the same key'),
  }
}
