/** Statements of an account, newest first, and a new one: looked at before it is taken in. */
import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FspAccount, Statement } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { GiveStatement } from './GiveStatement.tsx'
import { statementsQuery } from './queries.ts'
import { differing } from './results.ts'

export function Statements({ account }: { readonly account: FspAccount }) {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const gives = mayInHouse('statements.give')
  const [giving, setGiving] = useState(false)
  const list = useQuery(statementsQuery(account.id))
  const columns = useColumns()
  return (
    <Section
      title={t('reconciling.statements')}
      acts={gives && <Button onClick={() => setGiving(true)}>{t('reconciling.give')} …</Button>}
    >
      <DataTable
        name="statements"
        label={t('reconciling.statements')}
        columns={columns}
        rows={list.data}
        rowId={({ id }) => id}
        error={list.data === undefined ? list.error : null}
        again={() => void list.refetch()}
        empty={
          <Empty
            title={t('reconciling.noStatements')}
            says={t(gives ? 'reconciling.noStatementsSays' : 'hall.noStatementsOthers')}
          />
        }
      />
      {giving && <GiveStatement account={account} close={() => setGiving(false)} />}
    </Section>
  )
}

function useColumns(): readonly Column<Statement>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'file',
        header: t('reconciling.file'),
        always: true,
        cell: ({ id, fileName }) => (
          <Anchor renderRoot={props => <Link to="/statements/$statementId" params={{ statementId: id }} {...props} />}>
            <bdi>{fileName}</bdi>
          </Anchor>
        ),
      },
      { id: 'state', header: t('people.state'), cell: ({ state }) => t(`reconciling.state.${state}`) },
      {
        id: 'period',
        header: t('reconciling.period'),
        cell: ({ periodFrom, periodTo }) => `${shown.day(periodFrom)} – ${shown.day(periodTo)}`,
      },
      { id: 'lines', header: t('reconciling.lines'), end: true, cell: ({ lines }) => shown.number(lines) },
      {
        id: 'differences',
        header: t('reconciling.differences'),
        end: true,
        cell: ({ state, counts }) => (state === 'done' ? shown.number(differing(counts)) : '–'),
      },
      { id: 'unread', header: t('reconciling.unread'), end: true, cell: ({ rowsUnread }) => shown.number(rowsUnread) },
      {
        id: 'createdBy',
        header: t('reconciling.givenBy'),
        cell: ({ createdBy, createdAt }) => (
          <>
            <Who handle={createdBy} />, {shown.ago(createdAt)}
          </>
        ),
      },
    ],
    [t, shown],
  )
}
