/**
 * Under which permission each route stands: one of domain/permissions.ts, or one of these few that need none because
 * something else guards them. Every route names one; its type demands it and a test walks the finished application.
 */
import type { Permission } from '../domain/permissions.js'

const openings = [
  /** liveness, version, API description: nothing in it is secret */
  'open.read',
  /** guarded by the unguessable token in the path, not by a bearer token */
  'callbacks.deliver',
  /** guarded by the codec key in the path: the Temporal UI can not send a bearer token without a sign-in of its own */
  'codec.byKey',
  /** guarded by password, code or the secret of a link, and by counting tries */
  'staff.signIn',
  /** guarded by the secret of a link, its PIN and the cookie of the phone that opened it (api/field/) */
  'fieldLinks.open',
  /** guarded by the unguessable token in the path, which was sent to the person whom it is for */
  'documents.open',
  /** guarded by the unguessable token in the path, which was sent to the person who is invited, or asked (api/register/) */
  'people.answer',
  /** guarded by one's own session: nobody acts on anybody else's account here */
  'staff.ownAccount',
] as const

export type Opening = (typeof openings)[number]
export type Rule = Permission | Opening

export const isOpen = (rule: Rule): rule is Opening => (openings as readonly string[]).includes(rule)
