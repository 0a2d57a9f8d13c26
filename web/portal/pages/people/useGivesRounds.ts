/** Whether somebody may give more rounds here. */
import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../session/session.ts'
import { anyRoundQuery } from './queries.ts'

/** Whoever stood on no list of a calendar has no rounds that more could be added to: where there is none, it is not offered. */
export function useGivesRounds(programmeId: string): boolean {
  const { mayWhole } = useSession()
  const may = mayWhole('rounds.extend', programmeId) && mayWhole('rounds.read', programmeId)
  const { data } = useQuery({ ...anyRoundQuery(programmeId), enabled: may })
  return may && data === true
}
