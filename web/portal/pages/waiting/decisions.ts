/** Where each kind of proposal is decided. */
import { api, ask } from '../../api/client.ts'
import type { KeyHeader } from '../../parts/useAct.ts'

const ways = {
  fsp_account: '/fsp-account-changes/{id}/decide',
  staff_roles: '/staff-role-changes/{id}/decide',
  own_role: '/role-changes/{id}/decide',
  two_people: '/two-people-changes/{id}/decide',
  export: '/export-requests/{id}/decide',
  trial_payment: '/trial-payments/{id}/decide',
  standing_approval: '/standing-approvals/{id}/decide',
  voucher_replacement: '/voucher-replacements/{id}/decide',
} as const
export type Decidable = keyof typeof ways

const decidable = (kind: string): kind is Decidable => Object.hasOwn(ways, kind)

/** Kinds that the portal has words for. */
export const isDecided = (kind: string): kind is Decidable | 'unknown_end' => kind === 'unknown_end' || decidable(kind)

interface Decision {
  readonly approve: boolean
  readonly reason?: string
}

export const decideProposal = (
  kind: Decidable,
  id: string,
  { body, header }: { body: Decision; header: KeyHeader },
): Promise<unknown> => ask(api.POST(ways[kind], { params: { path: { id }, header }, body }))

/** Where whoever proposed it takes it back. */
const backWays = {
  fsp_account: '/fsp-account-changes/{id}/withdraw',
  staff_roles: '/staff-role-changes/{id}/withdraw',
  own_role: '/role-changes/{id}/withdraw',
  two_people: '/two-people-changes/{id}/withdraw',
  export: '/export-requests/{id}/withdraw',
  trial_payment: '/trial-payments/{id}/withdraw',
  standing_approval: '/standing-approvals/{id}/withdraw',
  voucher_replacement: '/voucher-replacements/{id}/withdraw',
} as const satisfies Record<Decidable, string>

export const withdrawProposal = (
  kind: Decidable | 'unknown_end',
  id: string,
  { reason, header }: { reason: string; header: KeyHeader },
): Promise<unknown> => {
  const params = { path: { id }, header }
  return kind === 'unknown_end'
    ? ask(api.POST('/unknown-ends/{id}/withdraw', { params }))
    : ask(api.POST(backWays[kind], { params, body: { reason } }))
}
