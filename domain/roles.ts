/** The roles that every house has. Others are made of the same permissions by an administrator (db/roles.ts). */
import { allPermissions, opposites, type Permission } from './permissions.js'

/** Everything that only shows something, without personal data. */
const looks = [
  'programmes.read',
  'rounds.read',
  'ledger.read',
  'imports.read',
  'accountChecks.read',
  'distributions.read',
  'payouts.read',
  'vouchers.read',
  'cases.read',
] as const satisfies readonly Permission[]

const seesPeople = [
  'people.read',
  'people.seeNames',
  'people.seeNumbers',
  'people.seeIds',
  'duplicates.read',
  'corrections.read',
  'distributions.list',
  'payouts.evidence',
  'fieldLinks.read',
  'invitations.read',
] as const satisfies readonly Permission[]

const enrols = [
  'imports.make',
  'invitations.make',
  'imports.refusedRows',
  'people.enrol',
  'people.change',
  'people.validate',
  'people.include',
  'people.decline',
  'people.pause',
  'people.resume',
  'people.hold',
  'people.release',
  'duplicates.decide',
  'accountChecks.start',
  'corrections.propose',
  'corrections.proposeMany',
  'fieldLinks.make',
] as const satisfies readonly Permission[]

const runs = [
  'distributions.start',
  'distributions.pause',
  'distributions.resume',
  'distributions.cancel',
  'distributions.payFirst',
  'payouts.retry',
  'payouts.proposeEnd',
] as const satisfies readonly Permission[]

const aboutAccounts = [
  'codec.read',
  'fspAccounts.read',
  'callbacks.standing',
  'ledger.verify',
] as const satisfies readonly Permission[]

export const roles = {
  /** runs the machines and lets people in; sees nobody who is paid and moves no money */
  administrator: [
    ...looks,
    ...aboutAccounts,
    'staff.read',
    'staff.manage',
    'roles.read',
    'roles.manage',
    'audit.read',
    'fspAccounts.create',
    'fspAccounts.change',
    'fspAccounts.callbackUrls',
    'fspAccounts.pause',
    'fspAccounts.resume',
    'carriers.read',
    'carriers.manage',
    'messages.setUp',
    'programmes.create',
    'programmes.change',
    'programmes.fields',
    'programmes.fspAccount',
    'programmes.approvalSteps',
    'programmes.fund',
    'distributions.pause',
    'cases.assign',
  ],
  programme_manager: [
    ...looks,
    ...aboutAccounts,
    ...seesPeople,
    ...enrols,
    ...runs,
    'roles.read',
    'carriers.read',
    'messages.read',
    'messages.setUp',
    'messages.answer',
    'messages.broadcast',
    'vouchers.setUp',
    'vouchers.send',
    'vouchers.print',
    'vouchers.cancel',
    'vouchers.replace',
    'fspAccounts.callbackUrls',
    'fspAccounts.pause',
    'trials.propose',
    'programmes.create',
    'programmes.change',
    'programmes.fields',
    'programmes.fspAccount',
    'programmes.fund',
    'statements.read',
    'people.unmask',
    'people.export',
    'programmes.entitlement',
    'rounds.plan',
    'rounds.extend',
    'distributions.make',
    'distributions.issue',
    'payouts.giveUp',
    'cases.assign',
    'cases.contact',
    'people.note',
  ],
  enrolment_officer: [
    ...looks,
    ...seesPeople,
    ...enrols,
    'messages.read',
    'messages.answer',
    'people.unmask',
    'cases.assign',
    'cases.contact',
    'people.note',
  ],
  field_officer: [
    'programmes.read',
    'people.read',
    'people.seeNames',
    'people.unmask',
    'people.hold',
    'corrections.read',
    'corrections.propose',
    'payouts.read',
    'cases.read',
    'cases.assign',
    'cases.contact',
    'people.note',
  ],
  finance_maker: [
    ...looks,
    ...aboutAccounts,
    ...runs,
    'fspAccounts.pause',
    'trials.propose',
    'programmes.fund',
    'statements.read',
    'statements.give',
    'distributions.make',
    'distributions.list',
    'distributions.issue',
    'people.read',
    'payouts.evidence',
    'payouts.giveUp',
    'cases.assign',
    'cases.contact',
  ],
  finance_approver: [
    ...looks,
    ...aboutAccounts,
    ...seesPeople,
    ...runs,
    'imports.refusedRows',
    'people.unmask',
    'people.hold',
    'people.release',
    'fspAccounts.pause',
    'fspAccounts.resume',
    'fspAccounts.decide',
    'statements.read',
    'statements.give',
    'trials.decide',
    'people.decideExport',
    'corrections.decide',
    'distributions.approve',
    'distributions.issue',
    'payouts.decideEnd',
    'vouchers.decideReplacement',
    'cases.assign',
    'cases.contact',
    'people.note',
    'cases.close',
  ],
  /** sees everything, changes nothing */
  auditor: [
    ...looks,
    ...aboutAccounts,
    ...seesPeople,
    'messages.read',
    'carriers.read',
    'statements.read',
    'staff.read',
    'roles.read',
    'audit.read',
    'audit.personal',
  ],
  call_centre: [
    'programmes.read',
    'people.read',
    'messages.read',
    'messages.answer',
    'people.seeNames',
    'people.unmask',
    'people.hold',
    'corrections.read',
    'distributions.read',
    'payouts.read',
    'payouts.evidence',
    'cases.read',
    'cases.assign',
    'cases.contact',
    'people.note',
  ],
  viewer: looks,
} as const satisfies Record<string, readonly Permission[]>

export type DefaultRole = keyof typeof roles

export const defaultRoles = Object.keys(roles) as readonly DefaultRole[]

export const isDefaultRole = (name: string): name is DefaultRole => Object.hasOwn(roles, name)

/** Whoever decides may be away: others decide in their place. Who lets people in, and sets rules, has nobody stand in. */
const decides: readonly Permission[] = [
  'distributions.approve',
  'corrections.decide',
  'payouts.decideEnd',
  'fspAccounts.decide',
  'trials.decide',
  'people.decideExport',
  'vouchers.decideReplacement',
]
const inPerson: readonly Permission[] = ['staff.manage', 'roles.manage', 'programmes.approvalSteps']

/** Can a role that allows this be held on behalf of somebody? */
export const canBePassedOn = (allowed: readonly Permission[]): boolean =>
  allowed.some(each => decides.includes(each)) && !allowed.some(each => inPerson.includes(each))

/** Why these permissions can not be one role; null when they can. */
export function wrongWithRole(given: readonly string[]): string | null {
  const unknown = given.filter(each => !(allPermissions as readonly string[]).includes(each))
  if (unknown.length > 0) return `There is no permission ${unknown.join(', ')}.`
  const both = opposites.find(pair => pair.every(each => given.includes(each)))
  return both ? `No role has both ${both[0]} and ${both[1]}: who makes something does not approve it.` : null
}
