/** What pages ask about vouchers. */
import { api, ask } from '../../api/client.ts'
import type { Voucher } from '../../api/shapes.ts'
import type { VoucherStateName } from '../../searches.ts'

export const pageSize = 50

export const countsQuery = (id: string) =>
  ({
    queryKey: ['vouchers', id, 'counts'],
    queryFn: () => ask(api.GET('/programmes/{id}/vouchers/counts', { params: { path: { id }, query: {} } })),
  }) as const

export const vouchersQuery = (
  id: string,
  state: VoucherStateName | undefined,
  ref: string,
  after: string | undefined,
) =>
  ({
    queryKey: ['vouchers', id, 'list', state, ref, after],
    queryFn: () => {
      const query = { limit: pageSize, ...(state && { state }), ...(ref !== '' && { ref }), ...(after && { after }) }
      return ask(api.GET('/programmes/{id}/vouchers', { params: { path: { id }, query } }))
    },
  }) as const

export const payoutVouchersQuery = (id: string) =>
  ({
    queryKey: ['vouchers', 'payout', id],
    queryFn: () => ask(api.GET('/payouts/{id}/vouchers', { params: { path: { id } } })),
  }) as const

export const rulesQuery = (id: string) =>
  ({
    queryKey: ['vouchers', id, 'rules'],
    queryFn: () => ask(api.GET('/programmes/{id}/voucher-rules', { params: { path: { id } } })),
  }) as const

/** The vouchers that count now: of each part the one that was ordered last. */
export const lastOfParts = (vouchers: readonly Voucher[]): Voucher[] => [
  ...new Map(vouchers.map(each => [each.part, each])).values(),
]
