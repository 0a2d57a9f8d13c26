/** What waits for one’s own yes or no: asked by Home and by the page of it. */
import { api, ask } from '../../api/client.ts'

export const waitingQuery = {
  queryKey: ['waiting'],
  queryFn: () => ask(api.GET('/waiting')),
  refetchInterval: 30_000,
} as const
