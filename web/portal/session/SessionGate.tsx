/**
 * Lets nobody past who is not signed in, and notices wherever a session ends: the sign-in then lies over the page, which
 * stays as it was. Whoever comes in as somebody else begins anew.
 */
import { Center, Loader } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionEnd } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { ProblemAlert } from '../parts/ProblemAlert.tsx'
import { onToldByOtherTab, tellOtherTabs } from './otherTabs.ts'
import { sessionQuery } from './session.ts'
import { surroundingsQuery } from './surroundings.ts'
import { SignInPage } from './SignInPage.tsx'

/** Fetched while somebody still types, so that nobody waits for it twice. */
export const readInside = async () => ({ default: (await import('./Inside.tsx')).Inside })
const Inside = lazy(readInside)

export function SessionGate() {
  const queries = useQueryClient()
  const over = useSyncExternalStore(sessionEnd.subscribe, sessionEnd.isOver)
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery)
  const around = useQuery(surroundingsQuery)

  const whoIsIt = useCallback(async (): Promise<void> => {
    const wasOver = sessionEnd.isOver()
    sessionEnd.set(false)
    await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
    if (wasOver) await queries.invalidateQueries()
  }, [queries])
  // Nobody signed in any more is seen by the answer itself.
  useEffect(() => onToldByOtherTab(() => void whoIsIt().catch(() => undefined)), [whoIsIt])

  const entered = async (): Promise<void> => {
    tellOtherTabs()
    await whoIsIt()
  }

  // Asked beside it. Before it is known how many digits a currency has, and whether money is real, no amount is shown or typed.
  if (session && around.data === undefined && around.error === null) return <Waiting />
  if (session && around.data !== undefined)
    return (
      <Suspense fallback={<Waiting />}>
        <Inside over={over} entered={() => void entered()} />
      </Suspense>
    )
  if (!session && (over || (error instanceof Problem && error.status === 401)))
    return <SignInPage entered={() => void entered()} next={readInside} />
  if (isPending) return <Waiting />
  return (
    <Center component="main" mih="60vh" p="md">
      <ProblemAlert error={error ?? around.error} again={() => void (session ? around.refetch() : refetch())} />
    </Center>
  )
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <Center component="main" mih="60vh">
      <Loader aria-label={t('loading')} />
    </Center>
  )
}
