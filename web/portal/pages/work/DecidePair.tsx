/** The pair of a case, looked for by its person. */
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '../../api/client.ts'
import { DecideOn } from '../duplicates/DecideOn.tsx'
import type { ActProps } from './CaseActs.tsx'

export function DecidePair({ found, id, close }: ActProps) {
  const programmeId = found.programmeId ?? ''
  const pair = useQuery({
    queryKey: ['duplicates', programmeId, id],
    queryFn: async () => {
      const query = found.beneficiaryId === null ? {} : { beneficiaryId: found.beneficiaryId }
      const asked = api.GET('/programmes/{id}/duplicates', { params: { path: { id: programmeId }, query } })
      return (await ask(asked)).items.find(each => each.id === id) ?? null
    },
  })
  return <DecideOn id={id} pair={pair.data} error={pair.error} close={close} />
}
