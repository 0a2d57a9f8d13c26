/** Callbacks as routes of the described API, with everything around them that every route has. */
import { addressOf } from './addresses.js'
import { bytesOf } from './bodies.js'
import { testParameter } from './callbackProof.js'
import type { CallbackKind, Callbacks } from './callbacks.js'
import type { OpenRoute } from './openRoute.js'
import type { ApiSettings } from './settings.js'

const does: Readonly<Record<CallbackKind, string>> = {
  notification: 'What became of a transfer; stored and acknowledged',
  insights: 'A late answer to an account check; stored and acknowledged',
  validation: 'Shall this transfer be paid? Answered within the request',
}

export const callbackRoutes = (callbacks: Callbacks, settings: ApiSettings): OpenRoute[] =>
  (Object.keys(does) as CallbackKind[]).map(kind => ({
    method: 'post',
    permission: 'callbacks.deliver',
    path: `/callbacks/:token/${kind}`,
    does: does[kind],
    serve: async c => {
      const token = c.req.param('token') ?? ''
      const read = (maxBytes: number): Promise<Uint8Array> => bytesOf(c, maxBytes)
      // The fast way (callbackDoor.ts) leaves addresses with a question in them to this one.
      const word = c.req.query(testParameter)
      const proof = word === undefined ? null : await callbacks.prove({ token, word, read })
      const answer =
        proof ??
        (await callbacks.take({
          kind,
          token,
          contentType: c.req.header('content-type') ?? '',
          address: addressOf(c, settings),
          read,
        }))
      return c.body(answer.body, answer.status as 200, { 'content-type': 'application/json; charset=utf-8' })
    },
  }))
