/** What pages ask about money. */
import { api, ask } from '../../api/client.ts'

export const balancesQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'balances'],
    queryFn: () => ask(api.GET('/programmes/{id}/balances', { params: { path: { id } } })),
  }) as const

export const spendingQuery = (id: string) =>
  ({
    queryKey: ['programme', id, 'spending'],
    queryFn: () => ask(api.GET('/programmes/{id}/spending', { params: { path: { id } } })),
  }) as const

export const listsQuery = (distributionId: string) =>
  ({
    queryKey: ['distribution', distributionId, 'lists'],
    queryFn: async () =>
      (await ask(api.GET('/distributions/{id}/lists', { params: { path: { id: distributionId } } }))).items,
  }) as const
