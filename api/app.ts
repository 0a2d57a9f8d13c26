/**
 * The whole API as one Hono application, without a socket: `main.ts` listens, tests call `app.request()`.
 * Read `routes/index.ts` for what can be asked, `mount.ts` for the way every request takes.
 */
import { randomUUID } from 'node:crypto'
import { OpenAPIHono } from '@hono/zod-openapi'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { LivesUnreachable } from '../temporal/client.js'
import { doorkeeper } from './authenticate.js'
import { callbackDoor, type CallbackDoor } from './callbackDoor.js'
import { callbackRoutes } from './callbackRoutes.js'
import { openCarrierCallbacks } from './carrierCallbacks.js'
import { carrierRoutes } from './carrierRoutes.js'
import { openCallbacks } from './callbacks.js'
import { codecRoutes } from './codec.js'
import { documentRoutes } from './documents.js'
import { describeOpen } from './describe.js'
import { fieldRoutes } from './field/routes.js'
import { faceOf } from './log.js'
import { mount, type ApiContext, type ApiEnv } from './mount.js'
import { openApiDocument } from './openapi.js'
import { frameRoutes } from './portal/frame.js'
import { hasPortal, portalRoutes } from './portal/pages.js'
import { HttpProblem, problemAnswer, refusedBy } from './problem.js'
import { referenceRoutes } from './reference.js'
import { questionRoutes } from './register/question.js'
import { registerRoutes } from './register/routes.js'
import type { Route } from './route.js'
import { routes } from './routes/index.js'
import { openStreams, type Streams } from './streams.js'
import { colleagueRoutes } from './staff/colleagues.js'
import { delegationRoutes } from './staff/delegations.js'
import { passkeyRoutes } from './staff/passkeys.js'
import { recoveryRoutes } from './staff/recovery.js'
import { signInRoutes } from './staff/signIn.js'
import { singleSignOnRoutes } from './staff/singleSignOn.js'
import { systemRoutes } from './system.js'
import { testFsp } from '../fsp/connection.js'
import { carrierFor } from '../messaging/registry.js'
import type { OpenRoute } from './openRoute.js'
import type { Surroundings } from './surroundings.js'

export type Api = OpenAPIHono<ApiEnv>

export interface Answering {
  /** Everything that answers, with its permission: what the test of permissions walks. */
  readonly declared: readonly (Pick<Route, 'method' | 'path' | 'permission'> | OpenRoute)[]
  /** what a listening server asks first */
  readonly door: CallbackDoor
  /** answers that go on: ended before the server is */
  readonly streams: Streams
}

type Defaulted = 'carrierFor' | 'testFsp'

/** Carriers are made, and FSPs asked, by the registries, at the addresses of their own, where nobody says otherwise. */
export function createApi(
  given: Omit<Surroundings, Defaulted> & Partial<Pick<Surroundings, Defaulted>>,
): Api & Answering {
  const around: Surroundings = {
    carrierFor: account => carrierFor(account, {}),
    testFsp: account => testFsp(account, {}),
    ...given,
  }
  const app = new OpenAPIHono<ApiEnv>()
  app.use(secureHeaders())
  app.use((c, next) => followed(c, next, around))
  app.onError((error, c) => answerProblem(c, error, around))

  const door = doorkeeper(around.house, around.settings)
  const streams = openStreams()
  mount(app, routes, around, door, streams)
  const callbacks = openCallbacks(around)
  const carrierCallbacks = openCarrierCallbacks(around)
  const open = [
    ...systemRoutes(around),
    ...callbackRoutes(callbacks, around.settings),
    ...carrierRoutes(carrierCallbacks),
    ...codecRoutes(around, door),
    ...signInRoutes(door.staff),
    ...recoveryRoutes(door.staff, around.log),
    ...singleSignOnRoutes(door.staff, around.log),
    ...passkeyRoutes(door.staff),
    ...colleagueRoutes(door.staff),
    ...delegationRoutes(door.staff),
    ...fieldRoutes(around),
    ...documentRoutes(around),
    ...registerRoutes(around),
    ...questionRoutes(around),
    ...frameRoutes(door.staff),
    ...portalRoutes(around.settings.portalFolder),
  ]
  for (const route of open) if (route.does !== undefined) app.openAPIRegistry.registerPath(describeOpen(route))
  const described = (): ReturnType<typeof openApiDocument> => openApiDocument(app, around.settings.version)
  open.push(...referenceRoutes(described, hasPortal(around.settings.portalFolder)))
  for (const route of open) {
    app.on([route.method], [route.path], c => {
      c.set('route', route.path)
      return route.serve(c)
    })
  }
  const declared = [...routes, ...open]
  app.notFound(c => answerProblem(c, nowhere(c, declared), around))
  return Object.assign(app, { declared, door: callbackDoor({ callbacks, carrierCallbacks }, around), streams })
}

const nothingToShow = "default-src 'none'; frame-ancestors 'none'"

/** One line a request, and an id by which support finds it. */
async function followed(c: ApiContext, next: () => Promise<void>, around: Surroundings): Promise<void> {
  const began = performance.now()
  const requestId = randomUUID()
  c.set('requestId', requestId)
  c.set('route', '(none)')
  await next()
  c.res.headers.set('x-request-id', requestId)
  // What shows anything brings a policy of its own.
  if (!c.res.headers.has('content-security-policy')) c.res.headers.set('content-security-policy', nothingToShow)
  const by = c.get('by')
  const line = {
    route: c.get('route'),
    method: c.req.method.slice(0, 10),
    status: c.res.status,
    ms: Math.round(performance.now() - began),
    requestId,
    ...(by && { person: by.person, role: by.role }),
  }
  // Thousands of callbacks a minute are counted where they are kept; a line for each would cost more than it tells.
  const routine = line.status < 400 && line.route.startsWith('/callbacks/:token/')
  around.log[routine ? 'debug' : 'info'](line, 'answered')
}

function answerProblem(c: ApiContext, error: unknown, around: Surroundings): Response {
  const problem = problemOf(error)
  if (problem.kind === 'broken') {
    around.log.error({ route: c.get('route'), requestId: c.get('requestId'), ...faceOf(error) }, 'broken')
  }
  const { text, status, headers } = problemAnswer(problem, c.get('requestId'))
  return c.body(text, status, headers)
}

function problemOf(error: unknown): HttpProblem {
  if (error instanceof LivesUnreachable) {
    return new HttpProblem('unavailable', error.message, { headers: { 'retry-after': '10' } })
  }
  if (error instanceof HTTPException && error.status < 500) {
    return new HttpProblem('malformed', 'The request can not be read.')
  }
  return refusedBy(error)
}

/** 405 with Allow where another method would do, else 404. */
function nowhere(c: ApiContext, declared: Answering['declared']): HttpProblem {
  const allowed = new Set(
    declared.filter(route => patternOf(route.path).test(c.req.path)).map(route => route.method.toUpperCase()),
  )
  if (allowed.size === 0) return new HttpProblem('not_found', 'Nothing lives at this path. See /reference.')
  const allow = [...allowed].sort().join(', ')
  return new HttpProblem('method_not_allowed', `Here you can use ${allow}.`, { headers: { allow } })
}

const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replaceAll('*', '.*')
      .replace(/\{[^}]+\}|:[A-Za-z]+/g, '[^/]+')}$`,
  )
