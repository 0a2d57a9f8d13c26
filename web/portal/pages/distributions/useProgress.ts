/**
 * How far a distribution is, as it goes: told by the API while money moves and somebody looks, asked every two seconds where
 * that does not work. A page that nobody sees holds no line: a browser has only six of them.
 */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useDocumentVisibility } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { Progress } from '../../api/shapes.ts'
import { progressQuery } from './queries.ts'

/** After a refusal (too many streams, a session that ended) it is tried again this much later. */
const againMs = 30_000

export function useProgress(id: string, live: boolean): UseQueryResult<Progress> {
  const queries = useQueryClient()
  const isSeen = useDocumentVisibility() !== 'hidden'
  const [told, setTold] = useState(false)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (!live || !isSeen) return undefined
    const line = new EventSource(`/distributions/${id}/progress/events`)
    let later: number | undefined
    line.onmessage = ({ data }: MessageEvent<string>) => {
      setTold(true)
      const { queryKey } = progressQuery(id, live)
      // What was asked before it was told is older, whenever its answer comes.
      void queries
        .cancelQueries({ queryKey, exact: true })
        .then(() => queries.setQueryData(queryKey, JSON.parse(data) as Progress))
    }
    line.addEventListener('over', () => {
      line.close()
      // Its state has changed, and with it what can be done.
      void queries.invalidateQueries({ queryKey: ['distribution', id] })
    })
    line.onerror = () => {
      setTold(false)
      // Else it comes back by itself.
      if (line.readyState === EventSource.CLOSED) later = window.setTimeout(() => setTries(tries + 1), againMs)
    }
    return () => {
      line.close()
      window.clearTimeout(later)
      setTold(false)
    }
  }, [id, live, isSeen, tries, queries])
  const asked = progressQuery(id, live)
  return useQuery({ ...asked, refetchInterval: told ? false : asked.refetchInterval })
}
