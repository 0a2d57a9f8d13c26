/** What the pages of administration ask. */
import { api, ask } from '../../api/client.ts'

export const staffQuery = {
  queryKey: ['staff'],
  queryFn: async () => (await ask(api.GET('/staff'))).items,
} as const

/** 503 tells as much as 200: which part does not answer. */
export const readyQuery = {
  queryKey: ['ready'],
  queryFn: async (): Promise<{ database: boolean; temporal: boolean }> => {
    const answer = await fetch('/ready').catch(() => null)
    return answer === null
      ? { database: false, temporal: false }
      : ((await answer.json()) as { database: boolean; temporal: boolean })
  },
  refetchInterval: 10_000,
} as const

export const callbacksQuery = {
  queryKey: ['callbacks'],
  queryFn: () => ask(api.GET('/callbacks/standing')),
  refetchInterval: 10_000,
} as const

export const queuesQuery = {
  queryKey: ['system', 'queues'],
  queryFn: async () => (await ask(api.GET('/system/queues'))).items,
  refetchInterval: 10_000,
} as const

export const temporalUiQuery = {
  queryKey: ['temporal ui'],
  queryFn: () => ask(api.GET('/temporal-ui')),
  staleTime: Number.POSITIVE_INFINITY,
} as const

export const tokensQuery = {
  queryKey: ['tokens'],
  queryFn: async () => (await ask(api.GET('/tokens'))).items,
} as const
