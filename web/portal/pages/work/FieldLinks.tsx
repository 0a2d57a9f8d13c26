/** Links by which aid workers without an account fill in corrections: made, shown once, ended. */
import { Alert, Button, Checkbox, CopyButton, NativeSelect, NumberInput, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { FieldLink } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { DataTable, type Column } from '../../parts/DataTable.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { useCursor } from '../../parts/Pager.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { languages } from '../../words/languages.ts'
import { isCounting } from '../atStake/stake.ts'
import { PlaceInput } from './PlaceInput.tsx'
import { ownerGroups, useOwnerText } from './useOwnerText.ts'

const pageSize = 50
/** In which the pages behind a link are written. */
const linkLanguages = ['en', 'sw', 'fr'] as const
const longestDays = 14

export function FieldLinks({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { placesFor } = useSession()
  const [making, setMaking] = useState(false)
  const [ending, setEnding] = useState<FieldLink | null>(null)
  const cursor = useCursor(programmeId, pageSize)
  const list = useQuery({
    queryKey: ['field-links', programmeId, cursor.after],
    queryFn: () => {
      const query = { limit: pageSize, ...(cursor.after && { after: cursor.after }) }
      return ask(api.GET('/programmes/{id}/field-links', { params: { path: { id: programmeId }, query } }))
    },
  })
  const makes = placesFor('fieldLinks.make', programmeId)?.length !== 0
  const columns = useColumns(makes ? setEnding : null)
  return (
    <Section
      title={t('outside.links')}
      acts={makes && <Button onClick={() => setMaking(true)}>{t('outside.makeLink')} …</Button>}
    >
      <Text mb="sm">{t('outside.linksSays')}</Text>
      <DataTable
        name="fieldLinks"
        label={t('outside.links')}
        columns={columns}
        rows={list.data?.items}
        rowId={({ id }) => id}
        error={list.data === undefined ? list.error : null}
        again={() => void list.refetch()}
        paging={cursor.paging(list.data && { next: list.data.next, here: list.data.items.length })}
        empty={<Empty title={t('outside.noLinks')} says={t(makes ? 'outside.noLinksSays' : 'hall.noLinksOthers')} />}
      />
      {making && <Make programmeId={programmeId} close={() => setMaking(false)} />}
      {ending && <End link={ending} close={() => setEnding(null)} />}
    </Section>
  )
}

function useColumns(end: ((link: FieldLink) => void) | null): readonly Column<FieldLink>[] {
  const { t } = useTranslation()
  const shown = useShown()
  return useMemo(
    () => [
      { id: 'linkRef', header: t('outside.link'), always: true, cell: ({ linkRef }) => <bdi dir="ltr">{linkRef}</bdi> },
      { id: 'state', header: t('people.state'), cell: ({ state }) => t(`outside.linkState.${state}`) },
      { id: 'place', header: t('people.place'), cell: ({ place }) => <bdi>{place ?? '–'}</bdi> },
      { id: 'entries', header: t('outside.entries'), end: true, cell: ({ entries }) => shown.number(entries) },
      {
        id: 'expiresAt',
        header: t('outside.expires'),
        oneLine: true,
        cell: ({ expiresAt }) => shown.moment(expiresAt),
      },
      {
        id: 'madeBy',
        header: t('distributions.createdBy'),
        cell: ({ madeBy, madeAt }) => (
          <>
            <Who handle={madeBy} />, {shown.ago(madeAt)}
          </>
        ),
      },
      ...(end === null
        ? []
        : [
            {
              id: 'acts',
              header: t('outside.endLink'),
              always: true,
              cell: (link: FieldLink) =>
                link.state === 'over' || link.state === 'ended' ? (
                  '–'
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`${t('outside.endLink')}: ${link.linkRef}`}
                    onClick={() => end(link)}
                  >
                    {t('outside.endLink')} …
                  </Button>
                ),
            },
          ]),
    ],
    [t, shown, end],
  )
}

interface Wanted {
  readonly place: string
  /** anybody’s, where it is empty */
  readonly owner: string
  readonly days: number
  readonly pin: boolean
  readonly language: (typeof linkLanguages)[number]
}

function Make({ programmeId, close }: { readonly programmeId: string; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { account, placesFor } = useSession()
  const places = placesFor('fieldLinks.make', programmeId)
  const ownerText = useOwnerText()
  const [wanted, setWanted] = useState<Wanted>({
    place: places?.[0] ?? '',
    owner: 'programme staff',
    days: 3,
    pin: true,
    language: 'en',
  })
  const place = wanted.place.trim()
  const { owner } = wanted
  const whose = { ...(place && { place }), ...(owner && { owner }) }
  const set = (change: Partial<Wanted>): void => setWanted({ ...wanted, ...change })
  const counts = useQuery({
    queryKey: ['cases', 'counts', 'field link', programmeId, place, owner],
    queryFn: () => {
      const query = { programmeId, kind: 'correction' as const, ...whose }
      return ask(api.GET('/cases/counts', { params: { query } }))
    },
  })
  const make = useAct({
    run: ({ days, pin, language, place, owner }: Wanted, header) =>
      ask(
        api.POST('/programmes/{id}/field-links', {
          params: { path: { id: programmeId }, header },
          body: { days, pin, language, ...(place && { place }), ...(owner && { owner }) },
        }),
      ),
    says: () => t('outside.linkMade'),
  })
  if (make.data) return <ShownOnce made={make.data} close={close} />
  return (
    <Confirm
      opened
      close={close}
      title={t('outside.makeLink')}
      says={t('outside.makeLinkSays')}
      facts={[{ name: t('outside.open'), value: counts.data ? shown.number(counts.data.total) : '…' }]}
      act={t('outside.makeLink')}
      counting={isCounting(counts)}
      disabled={(place === '' && owner === '') || counts.data?.total === 0}
      busy={make.isPending}
      error={make.error}
      run={() => make.mutate({ ...wanted, place })}
    >
      <PlaceInput places={places} value={wanted.place} set={place => set({ place })} />
      <NativeSelect
        label={t('outside.whose')}
        value={owner}
        onChange={event => set({ owner: event.currentTarget.value })}
        data={[
          { value: '', label: t('table.any') },
          { value: account.handle, label: t('work.me') },
          ...ownerGroups.map(value => ({ value, label: ownerText(value) })),
        ]}
      />
      {place === '' && owner === '' && <Alert color="orange">{t('outside.sayWhose')}</Alert>}
      {counts.data?.total === 0 && <Alert color="orange">{t('outside.noneOpen')}</Alert>}
      <NumberInput
        label={t('outside.days')}
        value={wanted.days}
        onChange={value => set({ days: Number(value) || 1 })}
        min={1}
        max={longestDays}
        allowDecimal={false}
      />
      <NativeSelect
        label={t('outside.language')}
        value={wanted.language}
        onChange={event => set({ language: linkLanguages.find(each => each === event.currentTarget.value) ?? 'en' })}
      >
        {linkLanguages.map(value => (
          <option key={value} value={value} lang={value}>
            {languages[value].name}
          </option>
        ))}
      </NativeSelect>
      <Checkbox
        label={t('outside.withPin')}
        checked={wanted.pin}
        onChange={event => set({ pin: event.currentTarget.checked })}
      />
    </Confirm>
  )
}

interface Made {
  readonly link: string
  readonly pin: string | null
  readonly corrections: number
  readonly expiresAt: string
}

/** Nobody can see the link or its PIN again: kept nowhere but on this screen. */
function ShownOnce({
  made: { link, pin, corrections, expiresAt },
  close,
}: {
  readonly made: Made
  readonly close: () => void
}) {
  const { t } = useTranslation()
  const shown = useShown()
  return (
    <Confirm
      opened
      close={close}
      title={t('outside.linkMade')}
      says={t('outside.onceSays')}
      act={t('outside.haveIt')}
      busy={false}
      error={null}
      run={close}
    >
      <Stack gap="sm">
        <Facts
          facts={[
            { name: t('outside.link'), value: <bdi dir="ltr">{link}</bdi> },
            ...(pin === null ? [] : [{ name: t('outside.pin'), value: <bdi dir="ltr">{pin}</bdi> }]),
            { name: t('outside.open'), value: shown.number(corrections) },
            { name: t('outside.expires'), value: shown.moment(expiresAt) },
          ]}
        />
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {t(copied ? 'outside.copied' : 'outside.copy')}
            </Button>
          )}
        </CopyButton>
        {pin !== null && <Alert color="orange">{t('outside.pinApart')}</Alert>}
      </Stack>
    </Confirm>
  )
}

function End({ link, close }: { readonly link: FieldLink; readonly close: () => void }) {
  const { t } = useTranslation()
  const shown = useShown()
  const end = useAct({
    run: (_: undefined, header) =>
      ask(api.POST('/field-links/{id}/revoke', { params: { path: { id: link.id }, header } })),
    says: () => t('outside.linkEnded'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t('outside.endLink')}: ${link.linkRef}`}
      says={t('outside.endLinkSays')}
      facts={[{ name: t('outside.entries'), value: shown.number(link.entries) }]}
      act={t('outside.endLink')}
      danger
      busy={end.isPending}
      error={end.error}
      run={() => end.mutate(undefined)}
    />
  )
}
