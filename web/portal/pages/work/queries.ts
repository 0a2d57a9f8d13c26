/** What pages of the work lists ask, under one name each, and how their filters are told to the API. */
import { api, ask } from '../../api/client.ts'
import type { CaseKind } from '../../api/shapes.ts'
import type { WorkSearch } from '../../searches.ts'

export const pageSize = 50
const dayMs = 86_400_000

export interface Meant {
  readonly search: WorkSearch
  /** somebody’s handle, where another person’s cases are meant */
  readonly person: string
  /** handle of whoever looks */
  readonly me: string
}

const ownerOf = ({ search: { owner }, person, me }: Meant): string | undefined =>
  person !== '' ? person : owner === 'me' ? me : owner

const openedBefore = ({ days }: WorkSearch): string | undefined =>
  days === undefined ? undefined : new Date(Date.now() - days * dayMs).toISOString()

/** As the list, its counts and its file take it. */
export function filterOf(meant: Meant) {
  const { programme, kind, place, state, overdue, escalated, distribution, payout } = meant.search
  const owner = ownerOf(meant)
  const before = openedBefore(meant.search)
  return {
    ...(programme && { programmeId: programme }),
    ...(kind && { kind }),
    ...(owner && { owner }),
    ...(place && { place }),
    ...(state && { state }),
    ...(overdue && { overdue }),
    ...(escalated && { escalated }),
    ...(before && { openedBefore: before }),
    ...(distribution && { distributionId: distribution }),
    ...(payout && { payoutId: payout }),
  }
}

export const casesQuery = (meant: Meant, after: string | undefined) =>
  ({
    queryKey: ['cases', 'list', meant, after],
    queryFn: () => {
      const query = { ...filterOf(meant), limit: pageSize, ...(after && { after }) }
      return ask(api.GET('/cases', { params: { query } }))
    },
    refetchInterval: 30_000,
  }) as const

export const countsQuery = (meant: Meant) =>
  ({
    queryKey: ['cases', 'counts', meant],
    queryFn: () => ask(api.GET('/cases/counts', { params: { query: filterOf(meant) } })),
    refetchInterval: 30_000,
  }) as const

export interface Who {
  ids?: string[]
  programmeId?: string
  kinds?: CaseKind[]
  owner?: string
  place?: string
  openedBefore?: string
  dueBefore?: string
}

/**
 * All that the filters show, as the act on many takes them.
 * @returns null: the act knows no such filter, or nothing is filtered: cases are chosen one by one
 */
export function whoOf(meant: Meant): Who | null {
  const { programme, kind, place, state, overdue, escalated } = meant.search
  if (state === 'closed' || escalated || meant.search.distribution || meant.search.payout) return null
  const owner = ownerOf(meant)
  const before = openedBefore(meant.search)
  const who: Who = {
    ...(programme && { programmeId: programme }),
    ...(kind && { kinds: [kind] }),
    ...(owner && { owner }),
    ...(place && { place }),
    ...(before && { openedBefore: before }),
    ...(overdue && { dueBefore: new Date().toISOString() }),
  }
  return Object.keys(who).length === 0 ? null : who
}

export const caseQuery = (id: string) =>
  ({
    queryKey: ['cases', 'one', id],
    queryFn: () => ask(api.GET('/cases/{id}', { params: { path: { id } } })),
    // What others decide, and what the provider answers, ends it while somebody looks.
    refetchInterval: 10_000,
  }) as const

export const payoutQuery = (id: string) =>
  ({
    queryKey: ['payout', id],
    queryFn: () => ask(api.GET('/payouts/{id}', { params: { path: { id } } })),
  }) as const

export const noticeQuery = (caseId: string) =>
  ({
    queryKey: ['cases', 'notice', caseId],
    queryFn: () => ask(api.GET('/cases/{id}/notice', { params: { path: { id: caseId } } })),
    // As with evidence: each look is written down.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  }) as const

export const evidenceQuery = (id: string) =>
  ({
    queryKey: ['payout', id, 'evidence'],
    queryFn: () => ask(api.GET('/payouts/{id}/evidence', { params: { path: { id } } })),
    // Each look is written down with who looked: not asked again because a window came to the front.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  }) as const
