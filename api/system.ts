/** Is it alive, can it work, which version: for supervisors and load balancers, without a token. */
import { databaseAnswers } from '../db/read/reachable.js'
import type { OpenRoute } from './openRoute.js'
import type { Surroundings } from './surroundings.js'

/** A supervisor asks every few seconds; a part that needs longer than this is not ready. */
const readyWithinMs = 2_000

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })

export function systemRoutes(around: Surroundings): OpenRoute[] {
  const open = { method: 'get', permission: 'open.read' } as const
  return [
    { ...open, path: '/health', does: 'Is the process alive', serve: () => json(200, { alive: true }) },
    {
      ...open,
      path: '/version',
      does: 'Which version answers',
      serve: () => json(200, { name: 'mkono', version: around.settings.version }),
    },
    {
      ...open,
      path: '/ready',
      does: 'Can it work: 200 if database and Temporal answer, else 503',
      serve: () => ready(around),
    },
  ]
}

/** 200 when both answer. Without Temporal callbacks are still taken in and lists still read; acts wait. */
async function ready({ house, lives }: Surroundings): Promise<Response> {
  const [database, temporal] = await Promise.all([
    databaseAnswers(house, readyWithinMs),
    lives.reachable(readyWithinMs).catch(() => false),
  ])
  return json(database && temporal ? 200 : 503, { ready: database && temporal, database, temporal })
}
