import { setTimeout as wait } from 'node:timers/promises'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { FaultKind } from './fault-kinds.js'
import type { Hit } from './faults.js'
import type { SandboxEnv, World } from './world.js'

/** Faults of the transport: what happens to a request or its answer whatever it says. */

const page = (title: string, says: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head>
<body><h1>${title}</h1><p>${says}</p></body></html>`

/** Of something between, which may have heard nothing of the provider, or not understood it. */
const pages: Partial<Record<FaultKind, readonly [status: 502 | 503, html: string]>> = {
  'html-502': [502, page('502 Bad Gateway', 'The upstream said nothing that could be read.')],
  'html-503': [503, page('503 Service Unavailable', 'The upstream did not answer.')],
}

/** What a provider's machinery says when it is not itself. */
export interface Voice {
  unauthorised(c: Context<SandboxEnv>): Response
  tooMany(c: Context<SandboxEnv>): Response
  broken(c: Context<SandboxEnv>): Response
  /** The beginning of an answer to something that was not taken. */
  half: string
}

/** The answer of a fault that strikes before anything is taken; undefined lets the request in. */
export async function spoilBefore(
  c: Context<SandboxEnv>,
  hits: readonly Hit[],
  world: World,
  voice: Voice,
): Promise<Response | undefined> {
  for (const { kind, params } of hits) {
    if (kind === 'slow' && params.accepted === false) await pause(params.delayMs ?? 1_000, world)
    if (kind === 'answer-lost-before') return hangUp(c)
    if (kind === 'redirect-307') return redirect(c)
    if (kind === 'status-401') return voice.unauthorised(c)
    if (kind === 'status-429') return voice.tooMany(c)
    if (kind === 'status-500' && !params.accepted) return voice.broken(c)
    const between = pages[kind]
    if (between && !params.accepted) return c.html(between[1], between[0])
    if (kind === 'cut-body' && params.accepted === false) return cut(c, 201, voice.half)
  }
  return undefined
}

/** What a fault makes of the answer once the request was taken; undefined leaves it as it is. */
export async function spoilAfter(
  c: Context<SandboxEnv>,
  answer: Response,
  hits: readonly Hit[],
  world: World,
  voice: Voice,
): Promise<Response | undefined> {
  for (const { kind, params } of hits) {
    if (kind === 'slow' && params.accepted !== false) await pause(params.delayMs ?? 1_000, world)
    if (kind === 'answer-lost-after') return hangUp(c)
    if (kind === 'status-500' && params.accepted) return voice.broken(c)
    const between = pages[kind]
    if (between && params.accepted) return c.html(between[1], between[0])
    if (kind === 'cut-body' && params.accepted !== false) return cut(c, answer.status, await answer.clone().text())
  }
  return undefined
}

async function pause(delayMs: number, world: World): Promise<void> {
  // A sandbox that stops lets go of those who wait in it; their sockets are closed right after.
  await wait(delayMs, undefined, { signal: world.stopping.signal }).catch(() => undefined)
}

function hangUp(c: Context<SandboxEnv>): Response {
  c.env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}

/** To the same address, so that a client that follows really does it twice; marked, so that this can be counted. */
function redirect(c: Context<SandboxEnv>): Response {
  const target = new URL(c.req.url)
  target.searchParams.set('redirected', '1')
  return c.redirect(`${target.pathname}${target.search}`, 307)
}

/** Promises the whole body, sends half of it and closes. */
function cut(c: Context<SandboxEnv>, status: number, body: string): Response {
  const { outgoing, incoming } = c.env
  const bytes = Buffer.from(body)
  outgoing.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length + 1 })
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => incoming.socket.destroySoon())
  return RESPONSE_ALREADY_SENT
}
