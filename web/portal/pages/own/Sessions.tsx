/** Where one is signed in, and the end of what one does not know. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useShown } from '../../shown/useShown.ts'
import { sessionsQuery, type OpenSession } from './queries.ts'

type Which = OpenSession | 'others'

export function Sessions() {
  const { t } = useTranslation()
  const [ended, setEnded] = useState<Which | null>(null)
  const sessions = useQuery(sessionsQuery)
  const columns = useColumns(setEnded)
  const others = (sessions.data ?? []).filter(({ here }) => !here).length
  return (
    <Section
      title={t('own.sessions')}
      acts={
        others > 0 && (
          <Button variant="default" size="compact-md" onClick={() => setEnded('others')}>
            {t('own.endOthers')} …
          </Button>
        )
      }
    >
      <DataTable
        name="sessions"
        label={t('own.sessions')}
        columns={columns}
        rows={sessions.data}
        rowId={({ sessionId }) => sessionId}
        error={sessions.data === undefined ? sessions.error : null}
        again={() => void sessions.refetch()}
        empty={<Empty title={t('own.sessions')} says={t('own.noSessions')} />}
      />
      {ended && <End which={ended} others={others} close={() => setEnded(null)} />}
    </Section>
  )
}

function useColumns(end: (which: Which) => void): readonly Column<OpenSession>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'agent',
        header: t('own.browser'),
        always: true,
        cell: ({ agent, here }) => (here ? <b>{t('own.here')}</b> : <bdi dir="ltr">{shortAgent(agent)}</bdi>),
      },
      { id: 'address', header: t('admin.address'), cell: ({ address }) => <bdi dir="ltr">{address ?? '–'}</bdi> },
      { id: 'since', header: t('admin.since'), oneLine: true, cell: ({ createdAt }) => shown.moment(createdAt) },
      {
        id: 'until',
        header: t('admin.until'),
        hidden: true,
        oneLine: true,
        cell: ({ expiresAt }) => shown.moment(expiresAt),
      },
      {
        id: 'acts',
        header: t('admin.acts'),
        always: true,
        cell: session =>
          !session.here && (
            <Button variant="default" size="compact-sm" onClick={() => end(session)}>
              {t('own.endSession')} …
            </Button>
          ),
      },
    ],
    [t, shown, end],
  )
}

/** Enough to know it again: the name of the browser, and what it runs on. */
function shortAgent(agent: string | null): string {
  if (agent === null) return '–'
  const name = /(Firefox|Edg|OPR|Chrome|Safari)\/\d+/.exec(agent)?.[0]
  const on = /\(([^;)]+)/.exec(agent)?.[1]
  return name === undefined ? agent.slice(0, 40) : [name, ...(on === undefined ? [] : [on])].join(' · ')
}

interface EndProps {
  readonly which: Which
  readonly others: number
  readonly close: () => void
}

function End({ which, others, close }: EndProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const end = useAct({
    run: (sessionId: string | null) =>
      ask<unknown>(api.POST('/account/sessions/end', { body: sessionId === null ? {} : { sessionId } })),
    says: () => t('own.sessionsEnded'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t(which === 'others' ? 'own.endOthers' : 'own.endSession')}
      says={t('own.endSessionsSays')}
      facts={[{ name: t('own.sessionsEnding'), value: shown.number(which === 'others' ? others : 1) }]}
      act={t(which === 'others' ? 'own.endOthers' : 'own.endSession')}
      danger
      busy={end.isPending}
      error={end.error}
      run={() => end.mutate(which === 'others' ? null : which.sessionId)}
    />
  )
}
