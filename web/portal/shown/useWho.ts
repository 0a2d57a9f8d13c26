/** Acts are recorded under short names; people read the names of their colleagues. */
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { api, ask } from '../api/client.ts'

export interface Colleague {
  readonly handle: string
  readonly name: string
  readonly active: boolean
}

/** The route is described without its answer, so that stands here. */
export const colleaguesQuery = {
  queryKey: ['colleagues'],
  queryFn: async (): Promise<readonly Colleague[]> =>
    ((await ask<unknown>(api.GET('/account/colleagues'))) as { items: readonly Colleague[] }).items,
  staleTime: 5 * 60_000,
} as const

/** The name of whoever acted; programs, the house itself and whoever is not known by name as they are written. */
export function useWho(): (handle: string | null | undefined) => string {
  const { data } = useQuery(colleaguesQuery)
  return useCallback(
    (handle: string | null | undefined) =>
      handle == null || handle === '' ? '–' : (data?.find(each => each.handle === handle)?.name ?? handle),
    [data],
  )
}
