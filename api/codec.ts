/**
 * Opens and closes payloads for the Temporal UI and its command line (protocol of a “codec server”: POST {payloads}).
 * It is a decryption service: a token or the codec key is needed, only configured origins may call it from a page, and
 * every use is logged with who and how many, never what (facts temporal 2.16).
 */
import { timingSafeEqual, createHash } from 'node:crypto'
import { cors } from 'hono/cors'
import { z } from '@hono/zod-openapi'
import type { Payload, PayloadCodec } from '@temporalio/common'
import { payloadCodec, UnreadablePayload } from '../temporal/codec.js'
import { countedBy } from './addresses.js'
import { authenticate, type Doorkeeper } from './authenticate.js'
import { bytesOf, isJsonType, jsonOf } from './bodies.js'
import type { ApiContext } from './mount.js'
import type { OpenRoute } from './openRoute.js'
import { HttpProblem, invalid } from './problem.js'
import type { Surroundings } from './surroundings.js'

/** A page of history in the UI; Temporal itself refuses payloads above 2 MiB. */
const maxBytes = 8 * 1024 * 1024

const base64 = z.string().regex(/^[A-Za-z0-9+/_-]*={0,2}$/, 'must be base64')
const payloads = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), base64).optional(), data: base64.nullish() }))
    .max(10_000),
})
type Sent = z.infer<typeof payloads>['payloads'][number]

export function codecRoutes(around: Surroundings, door: Doorkeeper): OpenRoute[] {
  const codec = payloadCodec(around.house.sealing.payloadKeys())
  return (['encode', 'decode'] as const).flatMap(way => {
    const does = `${way === 'encode' ? 'Encrypt' : 'Decrypt'} payloads for Temporal’s own tools (POST {payloads})`
    const byToken = { path: `/codec/${way}`, permission: 'codec.read', does } as const
    const byKey = { path: `/codec/by-key/:key/${way}`, permission: 'codec.byKey', does } as const
    return [
      ...answering(around, byToken, async c => {
        await authenticate(c, byToken.permission, door)
        return turn(c, codec, way, around)
      }),
      ...answering(around, byKey, c => {
        requireKey(c, around.settings.codecKey, door)
        return turn(c, codec, way, around)
      }),
    ]
  })
}

type Where = Pick<OpenRoute, 'path' | 'permission' | 'does'>
type Serve = (c: ApiContext) => Response | Promise<Response>

/** The POST itself and the browser’s question before it (preflight), both under the same rule of origins. */
function answering(around: Surroundings, where: Where, serve: Serve): OpenRoute[] {
  const origins = cors({
    origin: [...around.settings.codecOrigins],
    allowHeaders: ['authorization', 'content-type', 'x-namespace', 'authorization-extras'],
    allowMethods: ['POST'],
    credentials: true,
    maxAge: 600,
  })
  const withOrigins: Serve = async c => {
    const answer = await origins(c, async () => {
      c.res = await serve(c)
    })
    return answer ?? c.res
  }
  return [
    { ...where, method: 'post', serve: withOrigins },
    // A browser asks this without any token; it learns only whether its page may ask at all.
    { path: where.path, permission: 'codec.byKey', method: 'options', serve: withOrigins },
  ]
}

function requireKey(c: ApiContext, key: string | null, door: Doorkeeper): void {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  if (key !== null && timingSafeEqual(digest(c.req.param('key') ?? ''), digest(key))) return
  const waitMs = door.byAddress.take(countedBy(c, door.settings))
  if (waitMs > 0)
    throw new HttpProblem('too_many', 'Wait before you try another key.', { headers: { 'retry-after': '60' } })
  throw new HttpProblem('not_found', 'Nothing lives at this path. See /reference.')
}

async function turn(
  c: ApiContext,
  codec: PayloadCodec,
  way: 'encode' | 'decode',
  around: Surroundings,
): Promise<Response> {
  if (!isJsonType((c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '')) {
    throw new HttpProblem('media_type', 'Send application/json and name it in Content-Type.')
  }
  const sent = payloads.safeParse(jsonOf(await bytesOf(c, maxBytes)))
  if (!sent.success) throw invalid('body', sent.error)
  const turned = await turnAll(codec, way, sent.data.payloads.map(fromWire))
  around.log.info({ codec: way, payloads: turned.length, person: c.get('by')?.person ?? 'codec key' }, 'codec used')
  return c.json({ payloads: turned.map(toWire) })
}

/** Damaged, or closed under a key that is not ours: the client's to know, not a failure of this process. */
async function turnAll(codec: PayloadCodec, way: 'encode' | 'decode', payloads: Payload[]): Promise<Payload[]> {
  try {
    return await codec[way](payloads)
  } catch (error) {
    if (error instanceof UnreadablePayload) throw new HttpProblem('invalid', error.message)
    throw error
  }
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

const fromWire = ({ metadata, data }: Sent): Payload => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, bytes(value)])),
  ...(data == null ? {} : { data: bytes(data) }),
})

const toWire = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
  ),
  ...(data == null ? {} : { data: Buffer.from(data).toString('base64') }),
})
