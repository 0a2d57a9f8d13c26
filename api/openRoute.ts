/**
 * A route outside the described API: callbacks of FSPs, the codec of the Temporal UI, health, the reference page. Their
 * answers and guards are their own; they too name the permission under which they stand.
 */
import type { z } from '@hono/zod-openapi'
import type { ApiContext } from './mount.js'
import type { Rule } from './permissions.js'

export interface OpenRoute {
  readonly method: 'get' | 'post' | 'options'
  /** as Hono writes it: `/callbacks/:token/notification` */
  readonly path: string
  readonly permission: Rule
  /** for the description of the API; without it the route is not described (pages, preflights) */
  readonly does?: string
  /** its answer, where screens of ours read it */
  readonly answer?: z.ZodType
  /** answers a browser by sending it on, not with JSON */
  readonly sendsOn?: true
  serve(c: ApiContext): Response | Promise<Response>
}
