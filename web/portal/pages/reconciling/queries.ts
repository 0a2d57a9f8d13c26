/** What pages of reconciling ask. */
import { api, ask } from '../../api/client.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const

export const accountsQuery = {
  queryKey: ['fsp-accounts'],
  queryFn: async () => (await ask(api.GET('/fsp-accounts'))).items,
} as const

export const isUnderWay = (state: string): boolean => state === 'stored' || state === 'reading' || state === 'matching'

export const statementsQuery = (accountId: string) =>
  ({
    queryKey: ['statements', accountId],
    queryFn: async () => (await ask(api.GET('/fsp-accounts/{id}/statements', of(accountId)))).items,
    refetchInterval: 5_000,
  }) as const

export const profilesQuery = (accountId: string) =>
  ({
    queryKey: ['statement-profiles', accountId],
    queryFn: async () => (await ask(api.GET('/fsp-accounts/{id}/statement-profiles', of(accountId)))).items,
  }) as const

export const healthQuery = (accountId: string) =>
  ({
    queryKey: ['callback-health', accountId],
    queryFn: () => ask(api.GET('/fsp-accounts/{id}/callback-health', of(accountId))),
    refetchInterval: 60_000,
  }) as const

export const floatQuery = (accountId: string) =>
  ({
    queryKey: ['float', accountId],
    queryFn: () => ask(api.GET('/fsp-accounts/{id}/float', of(accountId))),
    refetchInterval: 60_000,
  }) as const
