/** Where the portal is: asked once, for it changes only with the process that serves it. */
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '../api/client.ts'
import type { Surroundings } from '../api/shapes.ts'

export const surroundingsQuery = {
  queryKey: ['surroundings'],
  queryFn: () => ask(api.GET('/surroundings')),
  staleTime: Infinity,
} as const

const unknown: Surroundings = { version: '', sandbox: false, currencies: {} }

export const useSurroundings = (): Surroundings => useQuery(surroundingsQuery).data ?? unknown
