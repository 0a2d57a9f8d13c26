/** Each programme with its people, its money, and whether anything keeps it from paying. */
import { Anchor, Paper, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Programme } from '../../api/shapes.ts'
import { programmesQuery } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { readinessQuery } from '../programme/queries.ts'
import { readAllWords } from '../../words/words.ts'

/** Once in the life of a house: nobody else waits for it at their first visit. */
const FirstSteps = lazy(async () => {
  const [{ FirstSteps }] = await Promise.all([import('./FirstSteps.tsx'), readAllWords()])
  return { default: FirstSteps }
})

export function ProgrammesAtAGlance() {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const programmes = useQuery(programmesQuery)
  return (
    <Section title={t('home.programmes')}>
      <Loaded of={programmes}>
        {all =>
          all.length === 0 && mayInHouse('programmes.create') ? (
            <Suspense fallback={null}>
              <FirstSteps />
            </Suspense>
          ) : all.length === 0 ? (
            <Empty title={t('home.noProgrammes')} says={t('home.noProgrammesSays')} />
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, xl: 3 }}>
              {all.map(each => (
                <One key={each.id} programme={each} />
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
    </Section>
  )
}

function One({ programme: { id, name } }: { readonly programme: Programme }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { may, mayWhole } = useSession()
  const seesMoney = mayWhole('ledger.read', id)
  const people = useQuery({
    queryKey: ['programme', id],
    queryFn: () => ask(api.GET('/programmes/{id}', { params: { path: { id } } })),
  })
  const money = useQuery({
    queryKey: ['programme', id, 'balances'],
    queryFn: () => ask(api.GET('/programmes/{id}/balances', { params: { path: { id } } })),
    enabled: seesMoney,
  })
  const to = may('people.read', id) ? '/programmes/$programmeId/people' : '/programmes/$programmeId/distributions'
  const counted = people.data?.people
  const balances = money.data?.balances
  const currency = money.data?.currency ?? ''
  const facts = [
    { name: t('programme.people'), value: counted ? shown.number(counted.total) : '…' },
    { name: t('programme.included'), value: counted ? shown.number(counted.byState['included'] ?? 0) : '…' },
    ...(seesMoney
      ? [
          { name: t('programme.available'), value: balances ? shown.money(balances.available, currency) : '…' },
          { name: t('programme.inTransit'), value: balances ? shown.money(balances.in_transit, currency) : '…' },
          { name: t('programme.disbursed'), value: balances ? shown.money(balances.disbursed, currency) : '…' },
        ]
      : []),
  ]
  return (
    <Paper withBorder p="md">
      <Anchor fw={600} renderRoot={props => <Link to={to} params={{ programmeId: id }} {...props} />}>
        <bdi>{name}</bdi>
      </Anchor>
      <Facts facts={facts} />
      {counted && may('people.read', id) && <OffList programmeId={id} byState={counted.byState} />}
      {mayWhole('programmes.read', id) && <Health programmeId={id} />}
    </Paper>
  )
}

const offList = ['registered', 'validated', 'paused'] as const

/** Who is on no list until somebody does something: easily forgotten, where nothing else asks for it. */
function OffList({ programmeId, byState }: { readonly programmeId: string; readonly byState: Record<string, number> }) {
  const { t } = useTranslation()
  const shown = useShown()
  const some = offList.filter(state => (byState[state] ?? 0) > 0)
  if (some.length === 0) return null
  return (
    <Text size="sm" mt="xs">
      {t('home.offList.says')}{' '}
      {some.map((state, at) => (
        <Fragment key={state}>
          {at > 0 && ' · '}
          <Anchor
            underline="always"
            renderRoot={props => (
              <Link to="/programmes/$programmeId/people" params={{ programmeId }} search={{ state }} {...props} />
            )}
          >
            {t(`home.offList.${state}`, { number: shown.number(byState[state] ?? 0) })}
          </Anchor>
        </Fragment>
      ))}
    </Text>
  )
}

/** Whether it could pay now, how many steps are missing where not, and the next thing to do. */
function Health({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const { data } = useQuery(readinessQuery(programmeId))
  if (!data) return null
  const missing = data.steps.filter(({ optional, why }) => !optional && why !== null).length
  const { ready, rounds } = data
  const allListed = ready && rounds !== null && rounds.listed >= rounds.planned
  const to = ready ? '/programmes/$programmeId/distributions' : '/programmes/$programmeId/setup'
  return (
    <Text size="sm" mt="xs">
      {allListed
        ? t('home.allListed', { rounds: shown.number(rounds.planned) })
        : ready
          ? t('home.canPay')
          : t('home.cannotPay', { number: missing })}{' '}
      {!allListed && (!ready || mayWhole('distributions.make', programmeId)) && (
        <Anchor underline="always" renderRoot={props => <Link to={to} params={{ programmeId }} {...props} />}>
          {t(ready ? 'home.newDistribution' : 'home.whatIsMissing')}
        </Anchor>
      )}
    </Text>
  )
}
