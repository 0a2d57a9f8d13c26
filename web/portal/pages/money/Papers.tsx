/** Lists to be signed and closing reports of a distribution: asked for, made in the background, downloaded. */
import { Button, Checkbox, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { IssuedList } from '../../api/shapes.ts'
import { Confirm } from '../../parts/Confirm.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FileLink } from '../../parts/FileLink.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useAct } from '../../parts/useAct.ts'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { listsQuery } from './queries.ts'

export function Papers({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const { mayWhole } = useSession()
  const [chosen, setChosen] = useState('')
  const [asking, setAsking] = useState(false)
  const distributions = useQuery({
    queryKey: ['distributions', programmeId, 'papers'],
    queryFn: async () =>
      (await ask(api.GET('/distributions', { params: { query: { programmeId, limit: 100 } } }))).items,
  })
  const of = distributions.data?.find(({ id }) => id === chosen) ?? distributions.data?.[0]
  return (
    <Section
      title={t('money.papers')}
      acts={
        of &&
        mayWhole('distributions.issue', programmeId) && (
          <Button
            variant="default"
            size="compact-md"
            onClick={() => {
              // It stays the list that was meant, whichever is the newest meanwhile.
              setChosen(of.id)
              setAsking(true)
            }}
          >
            {t('money.ask')} …
          </Button>
        )
      }
    >
      <Loaded of={distributions}>
        {all =>
          of === undefined ? (
            <Empty title={t('distributions.emptyTitle')} says={t('money.noPapersSays')} />
          ) : (
            <Stack gap="sm">
              <NativeSelect
                label={t('money.distribution')}
                value={of.id}
                onChange={event => setChosen(event.currentTarget.value)}
                data={all.map(({ id, name }) => ({ value: id, label: name }))}
              />
              <Made key={of.id} distributionId={of.id} />
              {asking && <Ask distributionId={of.id} name={of.name} close={() => setAsking(false)} />}
            </Stack>
          )
        }
      </Loaded>
    </Section>
  )
}

/** Papers of one distribution, those that are being made too. */
export function Made({ distributionId }: { readonly distributionId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const lists = useQuery({
    ...listsQuery(distributionId),
    // Until the last one that was asked for is made.
    refetchInterval: ({ state }) => (state.data?.some(each => each.state === 'asked') ? 2_000 : false),
  })
  return (
    <Loaded of={lists}>
      {all =>
        all.length === 0 ? (
          <Empty title={t('money.noPapers')} says={t('money.noPapersSays')} />
        ) : (
          <Stack gap="xs" component="ul" m={0} p={0}>
            {all.map(each => (
              <Group key={each.id} component="li" justify="space-between">
                <Text size="sm">
                  {t(`money.paper.${each.kind}`)} · {each.format.toUpperCase()} · {t(`money.shows.${each.shows}`)} ·{' '}
                  <Who handle={each.askedBy} />, <bdi>{shown.moment(each.askedAt)}</bdi>
                </Text>
                <Fetch list={each} />
              </Group>
            ))}
          </Stack>
        )
      }
    </Loaded>
  )
}

function Fetch({ list: { id, state, format, why, said } }: { readonly list: IssuedList }) {
  const { t } = useTranslation()
  const told = useToldText()
  if (state === 'failed') return <Text size="sm">{why === null ? t('money.failed') : told(said, why)}</Text>
  if (state === 'asked')
    return (
      <Text size="sm" role="status">
        {t('money.making')}
      </Text>
    )
  return (
    <FileLink path={`/issued-lists/${id}/list.${format}`} small>
      {t('money.download')}
    </FileLink>
  )
}

interface Wanted {
  readonly kind: 'approved' | 'closing'
  readonly format: 'pdf' | 'xlsx' | 'csv'
  readonly shows: 'references' | 'names' | 'numbers'
  readonly forSigning: boolean
}

interface AskProps {
  readonly distributionId: string
  readonly name: string
  readonly close: () => void
}

export function Ask({ distributionId, name, close }: AskProps) {
  const { t } = useTranslation()
  const [wanted, setWanted] = useState<Wanted>({
    kind: 'approved',
    format: 'pdf',
    shows: 'references',
    forSigning: false,
  })
  const put = (change: Partial<Wanted>): void => setWanted({ ...wanted, ...change })
  const named = wanted.shows !== 'references'
  const asked = useAct({
    run: (body: Wanted & { reason?: string }, header) =>
      ask(api.POST('/distributions/{id}/lists', { params: { path: { id: distributionId }, header }, body })),
    says: ({ proposalId }) => t(proposalId === null ? 'money.asked' : 'setup.waitsForSecond'),
    done: close,
  })
  return (
    <Confirm
      opened
      close={close}
      title={`${t('money.ask')}: ${name}`}
      says={t('money.askSays')}
      act={t('money.ask')}
      reason={named ? 'needed' : 'none'}
      busy={asked.isPending}
      error={asked.error}
      run={reason => asked.mutate(named ? { ...wanted, reason } : wanted)}
    >
      <NativeSelect
        label={t('money.kindOfPaper')}
        value={wanted.kind}
        onChange={event => put({ kind: event.currentTarget.value as Wanted['kind'] })}
        data={(['approved', 'closing'] as const).map(value => ({ value, label: t(`money.paper.${value}`) }))}
      />
      <NativeSelect
        label={t('money.format')}
        value={wanted.format}
        onChange={event => put({ format: event.currentTarget.value as Wanted['format'] })}
        data={['pdf', 'xlsx', 'csv'].map(value => ({ value, label: value.toUpperCase() }))}
      />
      <NativeSelect
        label={t('money.showsWhat')}
        value={wanted.shows}
        onChange={event => put({ shows: event.currentTarget.value as Wanted['shows'] })}
        data={(['references', 'names', 'numbers'] as const).map(value => ({ value, label: t(`money.shows.${value}`) }))}
      />
      <Checkbox
        label={t('money.forSigning')}
        checked={wanted.forSigning}
        onChange={event => put({ forSigning: event.currentTarget.checked })}
      />
    </Confirm>
  )
}
