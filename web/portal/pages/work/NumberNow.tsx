/** The number of the person of a case, as whoever looks may see it: masked, or whole. */
import { useQuery } from '@tanstack/react-query'
import { storyQuery } from '../people/queries.ts'

export function NumberNow({ personId }: { readonly personId: string }) {
  const { data } = useQuery({
    ...storyQuery(personId),
    // As with evidence: each look is written down.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  return data ? <bdi dir="ltr">{data.person.phone ?? '–'}</bdi> : '…'
}
