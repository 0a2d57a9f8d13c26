/** One broadcast: as a draft whom it would reach and what it would cost, then how far it is and what became of it. */
import { Alert, Anchor, SimpleGrid, Stack, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BroadcastPerson, BroadcastWithCounts } from '../../api/shapes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useSession } from '../../session/session.ts'
import { BroadcastActs } from './BroadcastActs.tsx'
import { BroadcastState } from './Broadcasts.tsx'
import { DryRun } from './DryRun.tsx'
import { PhoneText } from './PhoneText.tsx'
import { broadcastPeopleQuery, broadcastQuery, pageSize } from './queries.ts'
import { useMessageWords } from './useMessageWords.ts'

const from = '/programmes/$programmeId/messages/broadcasts/$broadcastId'

export function BroadcastPage() {
  const { t } = useTranslation()
  const { programmeId, broadcastId } = useParams({ from })
  const { mayWhole } = useSession()
  const words = useMessageWords()
  const found = useQuery({ ...broadcastQuery(broadcastId), refetchInterval: 4_000 })
  const broadcast = found.data
  return (
    <Page
      key={broadcastId}
      title={broadcast?.name ?? t('loading')}
      isName={broadcast !== undefined}
      above={
        <Anchor
          size="sm"
          renderRoot={props => (
            <Link
              to="/programmes/$programmeId/messages"
              params={{ programmeId }}
              search={{ part: 'broadcasts' }}
              {...props}
            />
          )}
        >
          {t('broadcast.back')}
        </Anchor>
      }
      acts={
        broadcast && (
          <>
            <BroadcastState state={broadcast.state} />
            {mayWhole('messages.broadcast', programmeId) && <BroadcastActs broadcast={broadcast} />}
          </>
        )
      }
    >
      <Loaded of={found} lines={8}>
        {data => (
          <Stack gap="lg">
            {data.state === 'draft' && mayWhole('messages.broadcast', programmeId) && <DryRun broadcastId={data.id} />}
            {data.state !== 'draft' && <Progress broadcast={data} />}
            <Section title={t('broadcast.texts')}>
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
                {Object.entries(data.texts).map(([language, text]) => (
                  <PhoneText key={language} title={words.language(language)} text={text} language={language} />
                ))}
              </SimpleGrid>
            </Section>
            {data.state !== 'draft' && <Results broadcastId={data.id} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function Progress({ broadcast: { counts, queued, filledAt, ...row } }: { readonly broadcast: BroadcastWithCounts }) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const states = [...new Set(counts.map(({ state }) => state))]
  const sum = (of: (row: (typeof counts)[number]) => boolean): number =>
    counts.filter(of).reduce((total, { count }) => total + count, 0)
  return (
    <Section title={t('broadcast.progress')}>
      {row.state === 'sending' && filledAt === null && (
        <Alert mb="sm">
          <Text>{t('broadcast.filling')}</Text>
        </Alert>
      )}
      <Facts
        facts={[
          { name: t('broadcast.queued'), value: shown.number(queued) },
          ...states.map(state => ({
            name: words.state(state),
            value: shown.number(sum(each => each.state === state)),
          })),
          ...[...new Set(counts.map(({ language }) => language))]
            .filter(language => language !== null)
            .map(language => ({
              name: t('broadcast.toldIn', { language: words.language(language) }),
              value: shown.number(sum(each => each.language === language)),
            })),
          { name: t('broadcast.confirmedBy'), value: <Who handle={row.confirmedBy} /> },
          { name: t('broadcast.finishedAt'), value: shown.moment(row.finishedAt) },
        ]}
      />
    </Section>
  )
}

function Results({ broadcastId }: { readonly broadcastId: string }) {
  const { t } = useTranslation()
  const cursor = useCursor([broadcastId], pageSize)
  const people = useQuery({
    ...broadcastPeopleQuery(broadcastId, cursor.after),
    placeholderData: keepPreviousData,
    // What is sent arrives, and is read, long after the last one left.
    refetchInterval: 5_000,
  })
  return (
    <Section title={t('broadcast.people')}>
      <DataTable
        name="broadcastPeople"
        label={t('broadcast.people')}
        columns={useColumns()}
        rows={people.data?.items}
        rowId={({ beneficiaryId }) => beneficiaryId}
        error={people.data === undefined ? people.error : null}
        again={() => void people.refetch()}
        busy={people.isPlaceholderData}
        paging={cursor.paging(people.data && { next: people.data.next, here: people.data.items.length })}
        empty={<Empty title={t('broadcast.nobody')} says={t('broadcast.nobodySays')} />}
      />
    </Section>
  )
}

function useColumns(): readonly Column<BroadcastPerson>[] {
  const { t } = useTranslation()
  const words = useMessageWords()
  return useMemo(
    () => [
      {
        id: 'person',
        header: t('vouchers.person'),
        always: true,
        cell: ({ ref, beneficiaryId }) => (
          <Anchor
            style={{ whiteSpace: 'nowrap' }}
            renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
          >
            {ref}
          </Anchor>
        ),
      },
      { id: 'state', header: t('broadcast.state'), cell: ({ state }) => words.state(state) },
      { id: 'language', header: t('people.language'), cell: ({ language }) => words.language(language) },
      {
        id: 'reason',
        header: t('distribution.reason'),
        cell: ({ reason }) => words.reason(reason),
      },
    ],
    [t, words],
  )
}
