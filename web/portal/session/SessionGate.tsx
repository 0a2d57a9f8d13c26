/**
 * Lets nobody past who is not signed in, and notices wherever a session ends: the sign-in then lies over the page, which
 * stays as it was. Whoever comes in as somebody else begins anew.
 */
import { Center, Loader, Modal, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionEnd } from '../api/client.ts'
import { Problem } from '../api/problem.ts'
import { ProblemAlert } from '../parts/ProblemAlert.tsx'
import { sessionQuery } from './session.ts'
import { SignIn } from './SignIn.tsx'
import { SignInPage } from './SignInPage.tsx'

/** Above every other dialog, which stands at 200, and the notices at 400. */
const overEverything = 500

export function SessionGate({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const over = useSyncExternalStore(sessionEnd.subscribe, sessionEnd.isOver)
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery)

  const entered = async (): Promise<void> => {
    const before = session?.account.id
    sessionEnd.set(false)
    const now = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
    if (before !== undefined && before !== now.account.id) window.location.assign('/portal')
    else await queries.invalidateQueries()
  }

  if (session)
    return (
      <>
        {children}
        <Modal
          opened={over}
          onClose={() => undefined}
          withCloseButton={false}
          closeOnEscape={false}
          closeOnClickOutside={false}
          title={t('signIn.againTitle')}
          // Also over the form in the middle of which the session ended.
          zIndex={overEverything}
          overlayProps={{ blur: 6 }}
        >
          <Text mb="md">{t('signIn.again')}</Text>
          {over && <SignIn entered={() => void entered()} />}
        </Modal>
      </>
    )
  if (over || (error instanceof Problem && error.status === 401)) return <SignInPage entered={() => void entered()} />
  if (isPending)
    return (
      <Center component="main" mih="60vh">
        <Loader aria-label={t('loading')} />
      </Center>
    )
  return (
    <Center component="main" mih="60vh" p="md">
      <ProblemAlert error={error} again={() => void refetch()} />
    </Center>
  )
}
