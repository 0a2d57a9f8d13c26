/** What the pages of accounts at FSPs ask. */
import { api, ask } from '../../api/client.ts'

const of = (id: string) => ({ params: { path: { id } } }) as const

export const fspsQuery = {
  queryKey: ['fsps'],
  queryFn: async () => (await ask(api.GET('/fsps'))).items,
  staleTime: Infinity,
} as const

export const accountQuery = (id: string) =>
  ({
    queryKey: ['fspAccounts', id],
    queryFn: () => ask(api.GET('/fsp-accounts/{id}', of(id))),
  }) as const

export const abilitiesQuery = (id: string) =>
  ({
    queryKey: ['fspAccounts', id, 'abilities'],
    queryFn: () => ask(api.GET('/fsp-accounts/{id}/abilities', of(id))),
  }) as const

export const trialsQuery = (id: string) =>
  ({
    queryKey: ['fspAccounts', id, 'trials'],
    queryFn: async () => (await ask(api.GET('/fsp-accounts/{id}/trial-payments', of(id)))).items,
    // A trial that was approved goes on by itself.
    refetchInterval: 5_000,
  }) as const

export const trialQuery = (id: string) =>
  ({
    queryKey: ['trials', id],
    queryFn: () => ask(api.GET('/trial-payments/{id}', of(id))),
    refetchInterval: 3_000,
  }) as const
