/** The programmes somebody reaches, and the one they are in: by the address, else where they were last. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { api, ask } from '../api/client.ts'
import type { Programme } from '../api/shapes.ts'
import { useSession } from '../session/session.ts'
import { recall, remember } from '../shown/remembered.ts'

export const programmesQuery = {
  queryKey: ['programmes'],
  queryFn: async (): Promise<readonly Programme[]> => (await ask(api.GET('/programmes'))).items,
  staleTime: 60_000,
} as const

export interface Programmes {
  readonly all: readonly Programme[]
  readonly here: Programme | null
  /** false: still asked for; `all` is empty then and says nothing */
  readonly known: boolean
}

export function useProgrammes(): Programmes {
  const { may } = useSession()
  const { data: all = [], isLoading } = useQuery({ ...programmesQuery, enabled: may('programmes.read') })
  const { programmeId } = useParams({ strict: false })
  const last = recall<string>('programme')
  const here = all.find(({ id }) => id === (programmeId ?? last)) ?? all[0] ?? null
  useEffect(() => {
    if (programmeId !== undefined) remember('programme', programmeId)
  }, [programmeId])
  return { all, here, known: !isLoading }
}
