/** Who is invited to register, by which partner, and what came of it. */
import { Anchor, Button, Group, NativeSelect, Stack } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Invitation } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Page } from '../../parts/Page.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { ProblemAlert } from '../../parts/ProblemAlert.tsx'
import { invitationStates, readInvitationSearch, type InvitationSearch } from '../../searches.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { Counts } from './Counts.tsx'
import { InvitationAct, type InvitationActName } from './InvitationAct.tsx'
import { countsQuery, invitationsQuery, pageSize, saveCards, saveCsv } from './queries.ts'
import { TakeSelection } from './TakeSelection.tsx'

interface Acting {
  readonly act: InvitationActName
  readonly of: Invitation
}

export function Invitations() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/invitations' })
  const search = useSearch({ from: '/programmes/$programmeId/invitations' })
  const { all } = useProgrammes()
  const { mayWhole, may } = useSession()
  const [acting, setActing] = useState<Acting | null>(null)
  const cursor = useCursor([programmeId, search.partner, search.state], pageSize)
  const list = useQuery({
    ...invitationsQuery(programmeId, search, cursor.after),
    placeholderData: keepPreviousData,
    // People open their links and answer meanwhile.
    refetchInterval: 15_000,
  })
  const columns = useColumns(may('invitations.make', programmeId) ? setActing : null)
  return (
    <Page title={t('invitations.title')} above={all.find(({ id }) => id === programmeId)?.name}>
      <PeopleTabs programmeId={programmeId} />
      <Stack gap="lg">
        <Counts programmeId={programmeId} />
        {mayWhole('invitations.make', programmeId) && <TakeSelection programmeId={programmeId} />}
        <Files programmeId={programmeId} search={search} makes={mayWhole('invitations.make', programmeId)} />
        <DataTable
          name="invitations"
          label={t('invitations.title')}
          columns={columns}
          rows={list.data?.items}
          rowId={({ id }) => id}
          error={list.data === undefined ? list.error : null}
          again={() => void list.refetch()}
          busy={list.isPlaceholderData}
          paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
          toolbar={<Filters programmeId={programmeId} search={search} />}
          empty={<Empty title={t('invitations.none')} says={t('invitations.noneSays')} />}
        />
      </Stack>
      {acting && <InvitationAct {...acting} close={() => setActing(null)} />}
    </Page>
  )
}

function Filters({ programmeId, search }: { readonly programmeId: string; readonly search: InvitationSearch }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/programmes/$programmeId/invitations' })
  const counts = useQuery(countsQuery(programmeId))
  const set = (change: Record<string, unknown>): void =>
    void navigate({ search: readInvitationSearch({ ...search, ...change }), replace: true })
  const partners = counts.data?.partners.map(({ partner }) => partner) ?? []
  return (
    <Group>
      <NativeSelect
        label={t('invitations.partner')}
        value={search.partner ?? ''}
        onChange={event => set({ partner: event.currentTarget.value })}
        data={[{ value: '', label: t('table.any') }, ...partners.map(value => ({ value, label: value }))]}
      />
      <NativeSelect
        label={t('people.state')}
        value={search.state ?? ''}
        onChange={event => set({ state: event.currentTarget.value })}
        data={[
          { value: '', label: t('table.any') },
          ...invitationStates.map(value => ({ value, label: t(`invitations.states.${value}`) })),
        ]}
      />
    </Group>
  )
}

interface Files {
  readonly programmeId: string
  readonly search: InvitationSearch
  readonly makes: boolean
}

function Files({ programmeId, search, makes }: Files) {
  const { t } = useTranslation()
  const [error, setError] = useState<unknown>(null)
  const { partner } = search
  const save = (work: Promise<void>): void => {
    setError(null)
    work.catch(setError)
  }
  return (
    <Stack gap="xs">
      <Group>
        {makes && (
          <Button
            variant="default"
            onClick={() => save(saveCards(programmeId, partner === undefined ? {} : { partner }))}
          >
            {t('invitations.cards')}
          </Button>
        )}
        <Button variant="default" onClick={() => save(saveCsv(programmeId, search))}>
          {t('invitations.csv')}
        </Button>
      </Group>
      {error !== null && <ProblemAlert error={error} />}
    </Stack>
  )
}

function useColumns(act: ((acting: Acting) => void) | null): readonly Column<Invitation>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      {
        id: 'reference',
        header: t('invitations.reference'),
        always: true,
        cell: ({ reference, beneficiaryId }) =>
          beneficiaryId === null ? (
            <bdi>{reference ?? '–'}</bdi>
          ) : (
            <Anchor
              renderRoot={props => <Link to="/people/$personId" params={{ personId: beneficiaryId }} {...props} />}
            >
              <bdi>{reference ?? t('invitations.person')}</bdi>
            </Anchor>
          ),
      },
      { id: 'name', header: t('people.name'), cell: ({ name }) => <bdi>{name ?? '–'}</bdi> },
      {
        id: 'number',
        header: t('people.phone'),
        cell: ({ number, email }) => <bdi dir="ltr">{number ?? email ?? '–'}</bdi>,
      },
      { id: 'place', header: t('people.place'), cell: ({ place }) => <bdi>{place}</bdi> },
      { id: 'partner', header: t('invitations.partner'), cell: ({ partner }) => <bdi>{partner}</bdi> },
      { id: 'state', header: t('people.state'), cell: ({ state }) => t(`invitations.states.${state}`) },
      {
        id: 'reminders',
        header: t('invitations.reminders'),
        end: true,
        hidden: true,
        cell: ({ reminders }) => shown.number(reminders),
      },
      {
        id: 'invitedAt',
        header: t('invitations.invitedAt'),
        hidden: true,
        oneLine: true,
        cell: ({ invitedAt }) => shown.moment(invitedAt),
      },
      {
        id: 'expiresAt',
        header: t('invitations.expiresAt'),
        oneLine: true,
        cell: ({ expiresAt }) => shown.moment(expiresAt),
      },
      ...(act === null
        ? []
        : [
            actsColumn(
              { acts: t('invitations.acts'), again: t('invitations.again'), revoke: t('invitations.revoke') },
              act,
            ),
          ]),
    ],
    [t, shown, act],
  )
}

/** An answer stands: nothing is to be done about who has given one. */
function actsColumn(
  words: Record<'acts' | InvitationActName, string>,
  act: (acting: Acting) => void,
): Column<Invitation> {
  const button = (name: InvitationActName, of: Invitation) => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`${words[name]}: ${of.reference ?? of.name ?? of.id.slice(0, 8)}`}
      onClick={() => act({ act: name, of })}
    >
      {words[name]} …
    </Button>
  )
  return {
    id: 'acts',
    header: words.acts,
    always: true,
    cell: of =>
      of.state === 'registered' || of.state === 'declined' ? (
        '–'
      ) : (
        <Group gap="xs">
          {button('again', of)}
          {of.state !== 'revoked' && of.state !== 'expired' && button('revoke', of)}
        </Group>
      ),
  }
}
