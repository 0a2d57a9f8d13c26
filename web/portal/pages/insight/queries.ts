/** What the insight asks: of one programme, or (`null`) of every programme that somebody reaches. */
import { api, ask } from '../../api/client.ts'

export type Among = string | null
export type Span = 'week' | 'month'

const of = (id: string) => ({ path: { id } }) as const
/** Counted anew for each asking: once a minute is enough to look at. */
const still = { staleTime: 60_000 } as const

export const reachQuery = (among: Among, by: Span) => ({
  ...still,
  queryKey: ['insight', among, 'reach', by],
  queryFn: () =>
    among === null
      ? ask(api.GET('/insight/reach', { params: { query: { by } } }))
      : ask(api.GET('/programmes/{id}/insight/reach', { params: { ...of(among), query: { by } } })),
})

export const firstPaymentQuery = (among: Among) => ({
  ...still,
  queryKey: ['insight', among, 'first-payment'],
  queryFn: () =>
    among === null
      ? ask(api.GET('/insight/first-payment'))
      : ask(api.GET('/programmes/{id}/insight/first-payment', { params: of(among) })),
})

export const successQuery = (among: Among) => ({
  ...still,
  queryKey: ['insight', among, 'success'],
  queryFn: () =>
    among === null
      ? ask(api.GET('/insight/success'))
      : ask(api.GET('/programmes/{id}/insight/success', { params: of(among) })),
})

export const failuresQuery = (among: Among) => ({
  ...still,
  queryKey: ['insight', among, 'failures'],
  queryFn: () =>
    among === null
      ? ask(api.GET('/insight/failures'))
      : ask(api.GET('/programmes/{id}/insight/failures', { params: of(among) })),
})

export const vouchersQuery = (among: Among) => ({
  ...still,
  queryKey: ['insight', among, 'vouchers'],
  queryFn: () =>
    among === null
      ? ask(api.GET('/insight/vouchers'))
      : ask(api.GET('/programmes/{id}/insight/vouchers', { params: of(among) })),
})

export const messagesQuery = (among: Among) => ({
  ...still,
  queryKey: ['insight', among, 'messages'],
  queryFn: () =>
    among === null
      ? ask(api.GET('/insight/messages'))
      : ask(api.GET('/programmes/{id}/insight/messages', { params: of(among) })),
})

export const areasQuery = (programmeId: string) => ({
  queryKey: ['programme', programmeId, 'areas'],
  queryFn: () => ask(api.GET('/programmes/{id}/areas', { params: of(programmeId) })),
})
