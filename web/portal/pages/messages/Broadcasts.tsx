/** What staff told many, newest first. */
import { Anchor, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Broadcast } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { NewBroadcast } from './NewBroadcast.tsx'
import { broadcastsQuery } from './queries.ts'
import { Tag, type TagColour } from '../../parts/Tag.tsx'

const colours: Record<Broadcast['state'], TagColour> = {
  draft: 'gray',
  sending: 'hand',
  paused: 'orange',
  done: 'blue',
  cancelled: 'red',
}

export function BroadcastState({ state }: { readonly state: Broadcast['state'] }) {
  const { t } = useTranslation()
  return <Tag colour={colours[state]}>{t(`broadcastState.${state}`)}</Tag>
}

export function Broadcasts({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { all } = useProgrammes()
  const { mayWhole } = useSession()
  const [making, setMaking] = useState(false)
  const list = useQuery({ ...broadcastsQuery(programmeId), refetchInterval: 10_000 })
  const columns = useColumns(programmeId)
  const programme = all.find(({ id }) => id === programmeId)
  return (
    <>
      <DataTable
        name="broadcasts"
        label={t('messages.part.broadcasts')}
        columns={columns}
        rows={list.data?.items}
        rowId={({ id }) => id}
        error={list.data === undefined ? list.error : null}
        again={() => void list.refetch()}
        toolbar={
          programme &&
          mayWhole('messages.broadcast', programmeId) && (
            <Button onClick={() => setMaking(true)}>{t('broadcast.new')} …</Button>
          )
        }
        empty={<Empty title={t('broadcast.none')} says={t('broadcast.noneSays')} />}
      />
      {programme && making && <NewBroadcast programme={programme} close={() => setMaking(false)} />}
    </>
  )
}

function useColumns(programmeId: string): readonly Column<Broadcast>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('broadcast.name'),
        always: true,
        cell: ({ id, name }) => (
          <Anchor
            renderRoot={props => (
              <Link
                to="/programmes/$programmeId/messages/broadcasts/$broadcastId"
                params={{ programmeId, broadcastId: id }}
                {...props}
              />
            )}
          >
            <bdi>{name}</bdi>
          </Anchor>
        ),
      },
      { id: 'state', header: t('broadcast.state'), cell: ({ state }) => <BroadcastState state={state} /> },
      { id: 'queued', header: t('broadcast.queued'), end: true, cell: ({ queued }) => shown.number(queued) },
      { id: 'createdBy', header: t('broadcast.createdBy'), cell: ({ createdBy }) => <Who handle={createdBy} /> },
      {
        id: 'createdAt',
        header: t('broadcast.createdAt'),
        oneLine: true,
        cell: ({ createdAt }) => shown.moment(createdAt),
      },
      {
        id: 'confirmedBy',
        header: t('broadcast.confirmedBy'),
        cell: ({ confirmedBy }) => <Who handle={confirmedBy} />,
      },
      {
        id: 'finished',
        header: t('broadcast.finishedAt'),
        oneLine: true,
        cell: ({ finishedAt }) => shown.moment(finishedAt),
      },
    ],
    [t, shown, programmeId],
  )
}
