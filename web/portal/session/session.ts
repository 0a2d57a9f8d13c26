/** Who is signed in and what their roles allow. The API judges every request; this only decides what is offered. */
import { useQuery } from '@tanstack/react-query'
import { api, ask, belongsTo } from '../api/client.ts'
import type { Grants } from '../api/shapes.ts'

export interface Account {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly secondFactor: boolean
}

export interface Session {
  readonly account: Account
  readonly grants: Grants
  /** @param programmeId without it: anywhere */
  may(permission: string, programmeId?: string): boolean
  /** for all the people of the programme, not only for some */
  mayWhole(permission: string, programmeId: string): boolean
  /** places all of whose people they reach there; null: all of the programme, whatever the place */
  placesFor(permission: string, programmeId: string): readonly string[] | null
  /** what concerns everybody: held in every programme, unlimited */
  mayInHouse(permission: string): boolean
}

export const sessionQuery = {
  queryKey: ['session'],
  queryFn: async (): Promise<Session> => {
    const [{ account }, { items }] = await Promise.all([
      ask(api.GET('/account')) as Promise<{ account: Account }>,
      ask(api.GET('/account/may')),
    ])
    await belongsTo(account.id)
    return sessionOf(account, items)
  },
  staleTime: 5 * 60_000,
} as const

export function sessionOf(account: Account, grants: Grants): Session {
  const holding = (permission: string, programmeId: string | undefined) =>
    grants.filter(
      each =>
        each.permissions.includes(permission) &&
        (programmeId === undefined || each.programmeId === null || each.programmeId === programmeId),
    )
  return {
    account,
    grants,
    may: (permission, programmeId) => holding(permission, programmeId).length > 0,
    mayWhole: (permission, programmeId) => holding(permission, programmeId).some(({ whole }) => whole),
    placesFor: (permission, programmeId) => {
      const held = holding(permission, programmeId)
      return held.some(({ whole }) => whole) ? null : [...new Set(held.flatMap(({ areas }) => areas ?? []))].sort()
    },
    mayInHouse: permission => holding(permission, undefined).some(each => each.programmeId === null && each.whole),
  }
}

const nobody = sessionOf({ id: '', handle: '', name: '', secondFactor: false }, [])

/** Within the frame somebody is signed in. */
export const useSession = (): Session => useQuery(sessionQuery).data ?? nobody
