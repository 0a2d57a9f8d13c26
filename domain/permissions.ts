/**
 * What can be allowed, one by one. `programme`: held in a programme, for all its people or for some (domain/reach.ts).
 * `house`: concerns everybody, so it counts only where a role is held in every programme, unlimited.
 */
type Level = 'house' | 'programme'

export const permissions = {
  'staff.read': 'house',
  'staff.manage': 'house',
  'roles.read': 'house',
  'roles.manage': 'house',
  'codec.read': 'house',
  'fspAccounts.read': 'house',
  'fspAccounts.create': 'house',
  'fspAccounts.change': 'house',
  'fspAccounts.decide': 'house',
  'fspAccounts.callbackUrls': 'house',
  'fspAccounts.pause': 'house',
  'fspAccounts.resume': 'house',
  'callbacks.standing': 'house',
  'trials.propose': 'house',
  'trials.decide': 'house',
  'ledger.verify': 'house',
  'statements.read': 'house',
  'statements.give': 'house',
  'programmes.create': 'house',
  'carriers.read': 'house',
  'carriers.manage': 'house',

  'programmes.read': 'programme',
  'programmes.change': 'programme',
  'programmes.fspAccount': 'programme',
  'programmes.approvalSteps': 'programme',
  'programmes.entitlement': 'programme',
  'rounds.read': 'programme',
  'rounds.plan': 'programme',
  'rounds.extend': 'programme',
  'programmes.fields': 'programme',
  'programmes.fund': 'programme',
  'ledger.read': 'programme',
  'messages.read': 'programme',
  'messages.setUp': 'programme',
  'messages.answer': 'programme',
  'messages.broadcast': 'programme',
  'audit.read': 'programme',
  'audit.personal': 'programme',

  'imports.read': 'programme',
  'imports.make': 'programme',
  'imports.refusedRows': 'programme',

  'invitations.read': 'programme',
  'invitations.make': 'programme',

  'people.read': 'programme',
  'people.seeNames': 'programme',
  'people.seeNumbers': 'programme',
  'people.seeIds': 'programme',
  'people.unmask': 'programme',
  'people.export': 'programme',
  'people.decideExport': 'programme',
  'people.enrol': 'programme',
  'people.change': 'programme',
  'people.validate': 'programme',
  'people.include': 'programme',
  'people.decline': 'programme',
  'people.pause': 'programme',
  'people.resume': 'programme',
  'people.hold': 'programme',
  'people.release': 'programme',
  'people.note': 'programme',
  'duplicates.read': 'programme',
  'duplicates.decide': 'programme',
  'accountChecks.read': 'programme',
  'accountChecks.start': 'programme',

  'corrections.read': 'programme',
  'corrections.propose': 'programme',
  'corrections.proposeMany': 'programme',
  'corrections.decide': 'programme',

  'distributions.read': 'programme',
  'distributions.make': 'programme',
  'distributions.list': 'programme',
  'distributions.issue': 'programme',
  'distributions.approve': 'programme',
  'distributions.start': 'programme',
  'distributions.pause': 'programme',
  'distributions.resume': 'programme',
  'distributions.cancel': 'programme',
  'distributions.payFirst': 'programme',

  'payouts.read': 'programme',
  'payouts.evidence': 'programme',
  'payouts.retry': 'programme',
  'payouts.giveUp': 'programme',
  'payouts.proposeEnd': 'programme',
  'payouts.decideEnd': 'programme',

  'vouchers.read': 'programme',
  'vouchers.print': 'programme',
  'vouchers.send': 'programme',
  'vouchers.cancel': 'programme',
  'vouchers.replace': 'programme',
  'vouchers.decideReplacement': 'programme',
  'vouchers.setUp': 'programme',

  'cases.read': 'programme',
  'cases.assign': 'programme',
  'cases.contact': 'programme',
  'cases.close': 'programme',
  'fieldLinks.read': 'programme',
  'fieldLinks.make': 'programme',
} as const satisfies Record<string, Level>

export type Permission = keyof typeof permissions

export const allPermissions = Object.keys(permissions) as readonly Permission[]

export const isPermission = (text: string): text is Permission => Object.hasOwn(permissions, text)

export const levelOf = (permission: Permission): Level => permissions[permission]

/** Who makes something does not approve it: nobody holds both sides of a pair in one programme. */
export const opposites: readonly (readonly [Permission, Permission])[] = [
  ['distributions.make', 'distributions.approve'],
  ['rounds.plan', 'distributions.approve'],
  ['corrections.propose', 'corrections.decide'],
  ['corrections.proposeMany', 'corrections.decide'],
  ['fieldLinks.make', 'corrections.decide'],
  ['fspAccounts.create', 'fspAccounts.decide'],
  ['fspAccounts.change', 'fspAccounts.decide'],
  ['trials.propose', 'trials.decide'],
  ['vouchers.replace', 'vouchers.decideReplacement'],
]
