/**
 * Puts declared routes onto the application. Every request takes the same way: token → permission → rate → key → body →
 * schemas → handler → answer, and whatever stops it becomes a problem.
 */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { By } from '../domain/people.js'
import { authenticate, type Doorkeeper } from './authenticate.js'
import { bodyOf, refuseUnstorable } from './bodies.js'
import { describe } from './describe.js'
import { keyOf, once } from './once.js'
import type { Route } from './route.js'
import type { Surroundings } from './surroundings.js'

/** What the request log is told about whoever asked; set as soon as it is known. */
export interface Variables {
  requestId: string
  route: string
  by?: By
}
export type ApiEnv = { Variables: Variables; Bindings: { incoming?: { socket?: { remoteAddress?: string } } } }
export type ApiContext = Context<ApiEnv>

export function mount(
  app: OpenAPIHono<ApiEnv>,
  routes: readonly Route[],
  around: Surroundings,
  door: Doorkeeper,
): void {
  for (const route of routes) {
    const described = createRoute(describe(route))
    app.openAPIRegistry.registerPath(described)
    app.on([route.method], [described.getRoutingPath()], c => serve(c, route, around, door))
  }
}

async function serve(c: ApiContext, route: Route, around: Surroundings, door: Doorkeeper): Promise<Response> {
  c.set('route', route.path)
  const by = await authenticate(c, route.permission, door)
  c.set('by', by)
  const key = route.kind === 'reads' ? null : keyOf(c.req.header('idempotency-key'))
  const body = route.reads === null ? undefined : await bodyOf(c, route.reads, route.maxBytes)
  const unparsed = { params: c.req.param(), query: c.req.query(), body }
  refuseUnstorable('path', unparsed.params)
  refuseUnstorable('query', unparsed.query)
  const handle = route.parse(unparsed)
  if (key === null) {
    const nothingAfterwards = { updateId: '', afterwards: () => undefined }
    return answer(c, route, { status: route.status, body: await handle({ ...around, by, ...nothingAfterwards }) })
  }
  const said = await once({ around, by, key, route, unparsed, handle })
  if (said.repeated) c.header('idempotent-replayed', 'true')
  return answer(c, route, said)
}

function answer(c: ApiContext, route: Route, said: { status: number; body: unknown }): Response {
  c.header('cache-control', 'no-store')
  if (said.status >= 400) {
    return c.body(JSON.stringify(said.body), said.status as 400, {
      'content-type': 'application/problem+json; charset=utf-8',
    })
  }
  if (route.file === undefined) {
    return c.body(JSON.stringify(said.body), said.status as 200, { 'content-type': 'application/json; charset=utf-8' })
  }
  c.header('content-disposition', `attachment; filename="${fileName(route)}"`)
  return c.body(String(said.body), said.status as 200, { 'content-type': route.file })
}

/** `/imports/{id}/refused-rows.csv` → `refused-rows.csv` */
const fileName = (route: Route): string => route.path.split('/').at(-1) ?? 'file'
