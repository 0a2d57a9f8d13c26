/**
 * Puts declared routes onto the application. Every request takes the same way: token → permission → rate → key → body →
 * schemas → handler → answer, and whatever stops it becomes a problem.
 */
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { House } from '../db/database.js'
import type { By } from '../domain/people.js'
import { asSeen, isSeen } from '../db/reach.js'
import { isUuid } from '../domain/ids.js'
import { addressOf } from './addresses.js'
import { authenticate, type Asker, type Doorkeeper } from './authenticate.js'
import { bodyOf, refuseUnstorable } from './bodies.js'
import { describe } from './describe.js'
import { keyOf, once } from './once.js'
import { absent } from './problem.js'
import type { Route } from './route.js'
import { byThere, hiddenFrom, sightOf } from './sight.js'
import { eventOf, eventStream, type Seen, type Streams } from './streams.js'
import type { Surroundings } from './surroundings.js'
import { bodyOfTable, type TableFile } from './tableFiles.js'
import { uploadedWith } from './uploads.js'

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
  streams: Streams,
): void {
  for (const route of routes) {
    const described = createRoute(describe(route))
    app.openAPIRegistry.registerPath(described)
    app.on([route.method], [described.getRoutingPath()], c =>
      route.follows ? followed(c, { route, around, door, streams }) : serve(c, route, around, door),
    )
  }
}

interface Following {
  route: Route
  around: Surroundings
  door: Doorkeeper
  streams: Streams
}

/** What a route reads, told anew whenever it changes. Comes in like every other request, and is judged like one again and again. */
async function followed(c: ApiContext, { route, around, door, streams }: Following): Promise<Response> {
  c.set('route', route.path)
  const asker = await authenticate(c, route.permission, door, route.whole)
  await refuseUnseen(route, c.req.param('id'), around, asker)
  const id = c.req.param('id') ?? null
  const handle = route.parse({ params: c.req.param(), query: c.req.query(), body: undefined })
  const hidden = await hiddenFrom(around.house, route, asker, id ?? undefined)
  const keyOf = ({ reach }: Asker): string => JSON.stringify([route.path, id?.toLowerCase(), reach])
  const look = async (): Promise<Seen> => {
    const answer = await looked(route, around, asker, house =>
      handle({
        ...around,
        house,
        by: asker.by,
        ...sightOf(house, asker, hidden),
        updateId: '',
        afterwards: () => undefined,
      }),
    )
    return { text: JSON.stringify(answer), over: route.follows?.over(answer) ?? true }
  }
  const first = await look()
  c.header('cache-control', 'no-store')
  // A proxy that keeps answers until they are whole would keep this one for ever.
  c.header('x-accel-buffering', 'no')
  if (!(c.req.header('accept') ?? '').includes('text/event-stream')) return c.body(eventOf(first), 200, eventStream)
  const judge = async (): Promise<boolean> =>
    keyOf(await authenticate(unheard(c), route.permission, door, route.whole)) === keyOf(asker)
  const body = streams.open({ key: keyOf(asker), look }, { person: asker.by.person, judge }, first)
  return c.body(body, 200, eventStream)
}

/** The same request, asked again after it was answered: there is no head any more in which something could be said. */
const unheard = (c: ApiContext): ApiContext =>
  ({ req: c.req, env: c.env, header: () => undefined, set: () => undefined }) as unknown as ApiContext

async function serve(c: ApiContext, route: Route, surroundings: Surroundings, door: Doorkeeper): Promise<Response> {
  c.set('route', route.path)
  const asker = await authenticate(c, route.permission, door, route.whole)
  const undoes = route.undoes && c.req.header('undo') === 'true'
  const from = addressOf(c, surroundings.settings)
  const around = { ...surroundings, house: { ...surroundings.house, from, undoes } }
  // Before anything that was sent is judged: what somebody does not reach says nothing, not even what is wrong with it.
  await refuseUnseen(route, c.req.param('id'), around, asker)
  const by = await byThere(around.house, route, asker, c.req.param('id'))
  c.set('by', by)
  const key = route.kind === 'reads' ? null : keyOf(c.req.header('idempotency-key'))
  if (route.reads !== 'upload') {
    const body = route.reads === null ? undefined : await bodyOf(c, route.reads, route.maxBytes)
    return told(c, { route, around, asker, by, key, body })
  }
  const uploaded = await uploadedWith(c, around.house, route.maxBytes)
  try {
    return await told(c, { route, around, asker, by, key, body: uploaded.body })
  } finally {
    await uploaded.drop()
  }
}

interface Told {
  route: Route
  around: Surroundings
  asker: Asker
  by: By
  key: string | null
  body: unknown
}

async function told(c: ApiContext, { route, around, asker, by, key, body }: Told): Promise<Response> {
  const unparsed = { params: c.req.param(), query: c.req.query(), body }
  refuseUnstorable('path', unparsed.params)
  refuseUnstorable('query', unparsed.query)
  const handle = route.parse(unparsed)
  const hidden = await hiddenFrom(around.house, route, asker, c.req.param('id'))
  if (key === null) {
    const body = await looked(route, around, asker, house =>
      handle({ ...around, house, by, ...sightOf(house, asker, hidden), updateId: '', afterwards: () => undefined }),
    )
    if (route.table === undefined) return answer(c, route, { status: route.status, body })
    // It reads on after this answer has begun, so in a transaction of its own.
    const eyes = route.eyes === 'own' ? asker.reach : null
    const stream = await bodyOfTable(around, eyes, body as TableFile, route.table)
    return answer(c, route, { status: route.status, body: stream })
  }
  const id = c.req.param('id') ?? null
  const basis = route.replaces ? c.req.header('basis') : undefined
  const said = await once({ around, by, asker, hidden, id, key, route, unparsed, basis, handle })
  if (said.repeated) c.header('idempotent-replayed', 'true')
  return answer(c, route, said)
}

/** @throws HttpProblem 404: what somebody does not reach is not there for them, whatever they want with it */
async function refuseUnseen(route: Route, id: string | undefined, around: Surroundings, asker: Asker): Promise<void> {
  const { about } = route
  if (about === null || about === 'house' || asker.reach.everywhere) return
  const known = id?.toLowerCase() ?? ''
  if (!isUuid(known) || !(await isSeen(around.house, asker.reach, about, known))) throw absent(about)
}

const looked = <T>(route: Route, { house }: Surroundings, { reach }: Asker, work: (house: House) => Promise<T>) =>
  route.eyes === 'own' ? asSeen(house, reach, work) : work(house)

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
  const { body } = said
  const file =
    body instanceof Uint8Array || body instanceof ReadableStream
      ? (body as Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>)
      : String(body)
  return c.body(file, said.status as 200, { 'content-type': route.file })
}

/** `/imports/{id}/refused-rows.csv` → `refused-rows.csv` */
const fileName = (route: Route): string => route.path.split('/').at(-1) ?? 'file'
