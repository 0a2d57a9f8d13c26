/** Which permission each page stands under: what the API asks for its first question. An address alone opens none of them. */
import type { Session } from '../session/session.ts'

type Where = 'house' | 'anywhere' | 'programme' | 'whole programme'

const programmePages = {
  people: ['people.read', 'programme'],
  distributions: ['distributions.read', 'programme'],
  insight: ['distributions.read', 'programme'],
  setup: ['programmes.read', 'whole programme'],
  entitlement: ['programmes.read', 'whole programme'],
  calendar: ['rounds.read', 'whole programme'],
  fields: ['programmes.read', 'whole programme'],
  money: ['ledger.read', 'whole programme'],
  outside: ['fieldLinks.read', 'programme'],
  vouchers: ['vouchers.read', 'programme'],
  invitations: ['invitations.read', 'programme'],
  messages: ['messages.read', 'programme'],
} as const satisfies Readonly<Record<string, readonly [string, Where]>>

const otherPages = {
  people: ['people.read', 'anywhere'],
  distributions: ['distributions.read', 'anywhere'],
  insight: ['distributions.read', 'anywhere'],
  waiting: ['programmes.read', 'anywhere'],
  work: ['cases.read', 'anywhere'],
  acts: ['audit.read', 'anywhere'],
  reconciling: ['statements.read', 'house'],
  statements: ['statements.read', 'house'],
  staff: ['staff.read', 'house'],
  tokens: ['staff.read', 'house'],
  roles: ['roles.read', 'house'],
  system: ['callbacks.standing', 'house'],
  carriers: ['carriers.read', 'house'],
  strangers: ['carriers.read', 'house'],
  'fsp-accounts': ['fspAccounts.read', 'house'],
} as const satisfies Readonly<Record<string, readonly [string, Where]>>

const isOf = <Of extends object>(of: Of, name: string): name is keyof Of & string => Object.hasOwn(of, name)

/** @param pathname within the portal: `/programmes/<id>/people`. What stands in neither list is open to whoever is signed in. */
export function isAllowed(pathname: string, { may, mayWhole, mayInHouse }: Session): boolean {
  const [first = '', id = '', page = ''] = pathname.split('/').slice(1)
  if (first === 'programmes') {
    if (id === 'new') return mayInHouse('programmes.create')
    if (!isOf(programmePages, page)) return true
    const [permission, where] = programmePages[page]
    return where === 'programme' ? may(permission, id) : mayWhole(permission, id)
  }
  if (first === 'fsp-accounts' && id === 'new') return mayInHouse('fspAccounts.create')
  if (!isOf(otherPages, first)) return true
  const [permission, where] = otherPages[first]
  return where === 'house' ? mayInHouse(permission) : may(permission)
}
