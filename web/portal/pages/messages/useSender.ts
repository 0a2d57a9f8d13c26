/** In whose name a programme tells people, and by which way first: what stands over a message on a phone. */
import { useQuery } from '@tanstack/react-query'
import { useProgrammes } from '../../frame/programmes.ts'
import { useSession } from '../../session/session.ts'
import { messagingQuery } from './settingsQueries.ts'

export interface Sender {
  readonly name: string
  /** null: it tells nobody anything yet */
  readonly channel: string | null
}

/** @returns undefined until it is known */
export function useSender(programmeId: string): Sender | undefined {
  const { all } = useProgrammes()
  const { mayWhole } = useSession()
  // Whoever reaches only some people is not told how the programme is set up.
  const { data } = useQuery({ ...messagingQuery(programmeId), enabled: mayWhole('messages.read', programmeId) })
  const name = data?.messaging?.organisation ?? all.find(({ id }) => id === programmeId)?.name
  if (data === undefined || name === undefined) return undefined
  return { name, channel: data.messaging?.ways[0]?.channel ?? null }
}
