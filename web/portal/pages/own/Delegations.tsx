/** Who decides in one’s place while one is away, and in whose place one does. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useRoleName } from '../../shown/useRoleName.ts'
import { useShown } from '../../shown/useShown.ts'
import { useWho } from '../../shown/useWho.ts'
import { Delegate } from './Delegate.tsx'
import { rolesToPassOn } from './passedOn.ts'
import { delegationsQuery, type Delegation } from './queries.ts'

export function Delegations() {
  const { t } = useTranslation()
  const { grants } = useSession()
  const [passing, setPassing] = useState(false)
  const [ended, setEnded] = useState<Delegation | null>(null)
  const delegations = useQuery(delegationsQuery)
  const columns = useColumns(setEnded)
  const decides = rolesToPassOn(grants).length > 0
  return (
    <Section
      title={t('own.delegations')}
      acts={
        decides && (
          <Button variant="default" size="compact-md" onClick={() => setPassing(true)}>
            {t('own.delegate')} …
          </Button>
        )
      }
    >
      <DataTable
        name="delegations"
        label={t('own.delegations')}
        columns={columns}
        rows={delegations.data}
        rowId={({ delegationId }) => delegationId}
        error={delegations.data === undefined ? delegations.error : null}
        again={() => void delegations.refetch()}
        empty={
          <Empty title={t('own.noDelegations')} says={t(decides ? 'own.noDelegationsSays' : 'own.nothingToDelegate')} />
        }
      />
      {passing && <Delegate close={() => setPassing(false)} />}
      {ended && <End delegation={ended} close={() => setEnded(null)} />}
    </Section>
  )
}

function useColumns(end: (delegation: Delegation) => void): readonly Column<Delegation>[] {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const roleName = useRoleName()
  const { all } = useProgrammes()
  return useMemo(
    () => [
      { id: 'from', header: t('own.from'), always: true, cell: ({ from }) => <Who handle={from} /> },
      { id: 'to', header: t('own.to'), always: true, cell: ({ to }) => <Who handle={to} /> },
      {
        id: 'role',
        header: t('admin.role'),
        cell: ({ role, programmeId }) =>
          `${roleName(role)} · ${
            programmeId === null
              ? t('admin.everywhere')
              : (all.find(({ id }) => id === programmeId)?.name ?? t('admin.otherProgramme'))
          }`,
      },
      { id: 'until', header: t('admin.until'), oneLine: true, cell: ({ until }) => shown.moment(until) },
      { id: 'reason', header: t('confirm.reason'), cell: ({ reason }) => <bdi>{reason}</bdi> },
      {
        id: 'acts',
        header: t('admin.acts'),
        always: true,
        cell: delegation => (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('own.endOf', { name: who(delegation.to) })}
            onClick={() => end(delegation)}
          >
            {t('own.end')} …
          </Button>
        ),
      },
    ],
    [t, shown, roleName, all, who, end],
  )
}

function End({ delegation, close }: { readonly delegation: Delegation; readonly close: () => void }) {
  const { t } = useTranslation()
  const who = useWho()
  const shown = useShown()
  const end = useAct({
    run: (delegationId: string) => ask<unknown>(api.POST('/account/delegations/end', { body: { delegationId } })),
    says: () => t('own.endDone'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('own.endOf', { name: who(delegation.to) })}
      says={t('own.endSays')}
      facts={[{ name: t('admin.until'), value: shown.moment(delegation.until) }]}
      act={t('own.end')}
      danger
      busy={end.isPending}
      error={end.error}
      run={() => end.mutate(delegation.delegationId)}
    />
  )
}
