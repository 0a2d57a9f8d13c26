/**
 * Who may do what: the one place. Every route names one of these; its type demands it and a test walks the finished
 * application. Maker and approver of one thing are kept apart a second time, by workflow and by database constraint.
 */
import type { Role } from '../domain/people.js'

const staff = ['maker', 'approver', 'auditor', 'operator'] as const satisfies readonly Role[]
/** Operators run the machines and never need to see who is paid (promise 6). */
const seesPeople = ['maker', 'approver', 'auditor'] as const satisfies readonly Role[]

export const permissions = {
  /** liveness, version, API description: nothing in it is secret */
  'open.read': 'anybody',
  /** guarded by the unguessable token in the path, not by a bearer token */
  'callbacks.deliver': 'anybody',
  /** guarded by the codec key in the path: the Temporal UI can not send a bearer token without a sign-in of its own */
  'codec.byKey': 'anybody',
  'codec.byToken': staff,
  /** guarded by password, code or the secret of a link, and by counting tries */
  'staff.signIn': 'anybody',
  /** guarded by one's own session: nobody acts on anybody else's account here */
  'staff.ownAccount': 'anybody',
  'staff.read': ['operator', 'auditor'],
  'staff.manage': ['operator'],

  'programmes.read': staff,
  'programmes.create': ['maker', 'operator'],
  'programmes.fund': ['maker', 'operator'],

  'fspAccounts.read': staff,
  'fspAccounts.write': ['operator'],
  'fspAccounts.callbackUrls': ['maker', 'operator'],
  'fspAccounts.pause': ['maker', 'approver', 'operator'],
  'fspAccounts.resume': ['approver', 'operator'],

  'imports.read': staff,
  'imports.make': ['maker'],
  'imports.refusedRows': ['maker', 'approver'],

  'people.read': seesPeople,
  'people.write': ['maker'],
  'people.hold': ['maker', 'approver'],
  'duplicates.decide': ['maker'],
  'accountChecks.start': ['maker'],

  'corrections.propose': ['maker'],
  'corrections.decide': ['approver'],

  'distributions.read': staff,
  'distributions.make': ['maker'],
  'distributions.list': seesPeople,
  'distributions.approve': ['approver'],
  'distributions.run': ['maker', 'approver'],
  'distributions.pause': ['maker', 'approver', 'operator'],

  'payouts.read': staff,
  'payouts.evidence': seesPeople,
  'payouts.retry': ['maker', 'approver'],
  'payouts.giveUp': ['maker'],
  'payouts.proposeEnd': ['maker', 'approver'],
  'payouts.decideEnd': ['approver'],

  'cases.read': staff,
  'cases.assign': ['maker', 'approver', 'operator'],
  'cases.close': ['approver'],

  'ledger.read': staff,
  'ledger.verify': staff,

  'callbacks.standing': staff,
} as const satisfies Record<string, 'anybody' | readonly Role[]>

export type Permission = keyof typeof permissions

/** True if a token of this role may use what needs `permission`. */
export function may(role: Role, permission: Permission): boolean {
  const roles: 'anybody' | readonly Role[] = permissions[permission]
  return roles === 'anybody' || roles.includes(role)
}

export const isOpen = (permission: Permission): boolean => permissions[permission] === 'anybody'
