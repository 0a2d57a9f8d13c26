/** What the settings of messages ask. */
import { api, ask } from '../../api/client.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const

export const messagingQuery = (id: string) =>
  ({
    queryKey: ['messages', id, 'settings'],
    queryFn: () => ask(api.GET('/programmes/{id}/messaging', of(id))),
  }) as const

export const templatesQuery = (id: string) =>
  ({
    queryKey: ['messages', id, 'templates'],
    queryFn: async () => (await ask(api.GET('/programmes/{id}/message-templates', of(id)))).items,
  }) as const

export const programmePricesQuery = (id: string, carrierAccountId: string) =>
  ({
    queryKey: ['messages', id, 'prices', carrierAccountId],
    queryFn: () =>
      ask(api.GET('/programmes/{id}/message-prices', { params: { path: { id }, query: { carrierAccountId } } })),
  }) as const
