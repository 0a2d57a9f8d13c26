/** What the pages of carriers ask. */
import { api, ask } from '../../api/client.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const

export const carriersQuery = {
  queryKey: ['carriers'],
  queryFn: () => ask(api.GET('/carrier-accounts')),
} as const

export const carrierAbilitiesQuery = (id: string) =>
  ({
    queryKey: ['carriers', id, 'abilities'],
    queryFn: () => ask(api.GET('/carrier-accounts/{id}/abilities', of(id))),
    staleTime: 5 * 60_000,
  }) as const

export const carrierPricesQuery = (id: string) =>
  ({
    queryKey: ['carriers', id, 'prices'],
    queryFn: () => ask(api.GET('/carrier-accounts/{id}/prices', of(id))),
  }) as const
