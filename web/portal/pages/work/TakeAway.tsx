/** Lists of open corrections to take along: asked for with a reason, fetched within a day once allowed, and what came back. */
import { Alert, Button, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { TakenAlong } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FileLink } from '../../parts/FileLink.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { useAct } from '../../parts/useAct.ts'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { languages } from '../../words/languages.ts'
import { isCounting } from '../atStake/stake.ts'
import { PlaceInput } from './PlaceInput.tsx'

const pageSize = 20

export function TakeAway({ programmeId }: { readonly programmeId: string }) {
  const { t, i18n } = useTranslation()
  const { account } = useSession()
  const [opened, setOpened] = useState(false)
  const [language, setLanguage] = useState(i18n.language)
  const cursor = useCursor(programmeId, pageSize)
  const list = useQuery({
    queryKey: ['correction-lists', programmeId, cursor.after],
    queryFn: () => {
      const query = { limit: pageSize, ...(cursor.after && { after: cursor.after }) }
      return ask(api.GET('/programmes/{id}/correction-lists', { params: { path: { id: programmeId }, query } }))
    },
  })
  const columns = useColumns(account.handle, language)
  return (
    <Section
      title={t('outside.list')}
      acts={
        <Button variant="default" onClick={() => setOpened(true)}>
          {t('outside.askList')} …
        </Button>
      }
    >
      <Stack gap="sm">
        <Text>{t('outside.listSays')}</Text>
        {list.data?.items.some(each => isTheirs(each, account.handle)) && (
          <NativeSelect
            label={t('outside.language')}
            value={language}
            onChange={event => setLanguage(event.currentTarget.value)}
            data={Object.entries(languages).map(([value, each]) => ({ value, label: each.name }))}
            maw="16rem"
          />
        )}
        <DataTable
          name="takenAlong"
          label={t('outside.list')}
          columns={columns}
          rows={list.data?.items}
          rowId={({ id }) => id}
          error={list.data === undefined ? list.error : null}
          again={() => void list.refetch()}
          paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
          empty={<Empty title={t('takeAway.none')} says={t('takeAway.noneSays')} />}
        />
      </Stack>
      {opened && <Ask programmeId={programmeId} close={() => setOpened(false)} />}
    </Section>
  )
}

/** Whoever asked for it fetches it, within its day, and nobody else. */
const isTheirs = ({ state, askedBy }: TakenAlong, handle: string): boolean => state === 'good' && askedBy === handle

function useColumns(handle: string, language: string): readonly Column<TakenAlong>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'listRef',
        header: t('takeAway.list'),
        always: true,
        cell: ({ listRef }) => <bdi dir="ltr">{listRef}</bdi>,
      },
      {
        id: 'place',
        header: t('people.place'),
        cell: ({ place }) => <bdi>{place ?? t('takeAway.everywhere')}</bdi>,
      },
      {
        id: 'state',
        header: t('people.state'),
        always: true,
        cell: each =>
          isTheirs(each, handle) ? (
            <FileLink
              path={`/exports/${each.id}/corrections.xlsx?language=${language}`}
              label={`${t('outside.download')}: ${each.listRef}`}
            >
              {t('outside.download')}
            </FileLink>
          ) : (
            t(`takeAway.state.${each.state}`)
          ),
      },
      {
        id: 'people',
        header: t('takeAway.people'),
        end: true,
        cell: ({ people }) => (people === null ? '–' : shown.number(people)),
      },
      {
        id: 'rowsBack',
        header: t('takeAway.back'),
        end: true,
        cell: ({ rowsBack, lastBackAt }) =>
          lastBackAt === null ? '–' : `${shown.number(rowsBack)}, ${shown.ago(lastBackAt)}`,
      },
      {
        id: 'askedBy',
        header: t('distributions.createdBy'),
        cell: ({ askedBy, askedAt }) => (
          <>
            <Who handle={askedBy} />, {shown.ago(askedAt)}
          </>
        ),
      },
    ],
    [t, shown, handle, language],
  )
}

function Ask({ programmeId, close }: { readonly programmeId: string; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const places = useSession().placesFor('people.export', programmeId)
  const [written, setWritten] = useState(places?.[0] ?? '')
  const place = written.trim()
  const counts = useQuery({
    queryKey: ['cases', 'counts', 'take away', programmeId, place],
    queryFn: () => {
      const query = { programmeId, kind: 'correction' as const, ...(place && { place }) }
      return ask(api.GET('/cases/counts', { params: { query } }))
    },
  })
  const make = useAct({
    run: ({ reason, place }: { reason: string; place: string }, header) =>
      ask(
        api.POST('/programmes/{id}/correction-lists', {
          params: { path: { id: programmeId }, header },
          body: { reason, ...(place === '' ? {} : { place }) },
        }),
      ),
    says: ({ proposalId }) => t(proposalId === null ? 'outside.listReady' : 'outside.listWaits'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={t('outside.askList')}
      says={t('outside.askListSays')}
      facts={[{ name: t('outside.open'), value: counts.data ? shown.number(counts.data.total) : '…' }]}
      act={t('outside.askList')}
      reason="needed"
      counting={isCounting(counts)}
      disabled={counts.data?.total === 0}
      busy={make.isPending}
      error={counts.error ?? make.error}
      run={reason => make.mutate({ reason, place })}
    >
      {counts.data?.total === 0 && <Alert color="orange">{t('outside.noneOpen')}</Alert>}
      <PlaceInput places={places} value={written} set={setWritten} />
    </Confirm>
  )
}
