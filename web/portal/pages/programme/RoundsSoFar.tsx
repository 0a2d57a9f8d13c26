/** What became of each round so far, newest first. */
import { Anchor } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cycle } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Who } from '../../parts/Who.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { useWho } from '../../shown/useWho.ts'
import { calendarQuery, roundsQuery } from './queries.ts'

export function RoundsSoFar({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const who = useWho()
  const queries = useQueryClient()
  const rounds = useQuery(roundsQuery(programmeId))
  const seen = rounds.data?.map(({ id, state }) => `${id} ${state}`).join()
  useEffect(() => {
    // What has opened or ended is not ahead any more.
    if (seen !== undefined) void queries.invalidateQueries({ queryKey: calendarQuery(programmeId).queryKey })
  }, [queries, programmeId, seen])
  const columns = useMemo(
    (): readonly Column<Cycle>[] => [
      {
        id: 'day',
        header: t('calendar.day'),
        always: true,
        cell: ({ plannedDate, distributionId }) =>
          distributionId === null ? (
            shown.date(plannedDate)
          ) : (
            <Anchor
              renderRoot={props => <Link to="/distributions/$distributionId" params={{ distributionId }} {...props} />}
            >
              {shown.date(plannedDate)}
            </Anchor>
          ),
      },
      { id: 'state', header: t('distributions.state'), cell: ({ state }) => t(`calendar.state.${state}`) },
      {
        id: 'why',
        header: t('distribution.reason'),
        cell: ({ why, said }) => {
          const by = said?.values['by']
          // Whoever brought it forward stands there by their short name.
          const named = said && typeof by === 'string' ? { ...said, values: { ...said.values, by: who(by) } } : said
          return <bdi>{why === null ? '–' : told(named, why)}</bdi>
        },
      },
      {
        id: 'people',
        header: t('distribution.people'),
        end: true,
        cell: ({ payouts }) => (payouts === null ? '–' : shown.number(payouts)),
      },
      {
        id: 'openedBy',
        header: t('distributions.createdBy'),
        hidden: true,
        cell: ({ openedBy }) => <Who handle={openedBy} />,
      },
    ],
    [t, shown, told, who],
  )
  return (
    <DataTable
      name="rounds"
      label={t('calendar.soFar')}
      columns={columns}
      rows={rounds.data}
      rowId={({ id }) => id}
      error={rounds.data === undefined ? rounds.error : null}
      again={() => void rounds.refetch()}
      empty={<Empty title={t('calendar.noneSoFar')} says={t('calendar.noneSoFarSays')} />}
    />
  )
}
