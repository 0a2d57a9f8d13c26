/** Callbacks of carriers as routes of the described API, with everything around them that every route has. */
import { bytesOf } from './bodies.js'
import { carrierCallbackKinds, type CarrierCallbackKind, type CarrierCallbacks } from './carrierCallbacks.js'
import type { OpenRoute } from './openRoute.js'

const does: Readonly<Record<CarrierCallbackKind, string>> = {
  status: 'How far a message is; stored and acknowledged',
  incoming: 'What a person wrote; stored and acknowledged',
}

export const carrierRoutes = (callbacks: CarrierCallbacks): OpenRoute[] =>
  carrierCallbackKinds.map(kind => ({
    method: 'post',
    permission: 'callbacks.deliver',
    path: `/carriers/:token/${kind}`,
    does: does[kind],
    serve: async c => {
      await callbacks.take({
        kind,
        token: c.req.param('token') ?? '',
        url: new URL(c.req.url),
        headers: c.req.header(),
        read: maxBytes => bytesOf(c, maxBytes),
      })
      // Nothing is to be answered to the person: an empty answer says so to every carrier (facts 3.5).
      return c.body(null, 204)
    },
  }))
