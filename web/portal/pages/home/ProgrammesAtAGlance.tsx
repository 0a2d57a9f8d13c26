/** Each programme with its people, its money, what is wrong now, and whether anything keeps it from paying: one question for all. */
import { Anchor, Paper, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { ProgrammeGlance, Readiness } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { readAllWords } from '../../words/words.ts'

/** Once in the life of a house: nobody else waits for it at their first visit. */
const FirstSteps = lazy(async () => {
  const [{ FirstSteps }] = await Promise.all([import('./FirstSteps.tsx'), readAllWords()])
  return { default: FirstSteps }
})

/** Why something stands still is told in words that come after Home: where nothing does, nobody waits for them. */
const Troubles = lazy(async () => {
  const [{ Troubles }] = await Promise.all([import('./Troubles.tsx'), readAllWords()])
  return { default: Troubles }
})

const glanceQuery = {
  queryKey: ['programmes', 'at a glance'],
  queryFn: async () => (await ask(api.GET('/programmes/at-a-glance'))).items,
  refetchInterval: 60_000,
} as const

export function ProgrammesAtAGlance() {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const programmes = useQuery(glanceQuery)
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

const isTroubled = ({ payouts, pausedLists, accounts, shortLists }: ProgrammeGlance): boolean =>
  (payouts?.refused ?? 0) + (payouts?.unknown ?? 0) > 0 ||
  [pausedLists, accounts, shortLists].some(each => (each ?? []).length > 0)

function One({ programme }: { readonly programme: ProgrammeGlance }) {
  const { id, name, currency, people, balances, readiness, cases, nextRound } = programme
  const { t } = useTranslation()
  const shown = useShown()
  const { may } = useSession()
  const to = may('people.read', id) ? '/programmes/$programmeId/people' : '/programmes/$programmeId/distributions'
  const open = Object.values(cases ?? {}).reduce((sum, count) => sum + count, 0)
  const troubled = isTroubled(programme)
  const facts = [
    { name: t('programme.people'), value: shown.number(people.total) },
    { name: t('programme.included'), value: shown.number(people.byState['included'] ?? 0) },
    ...(balances === null
      ? []
      : [
          { name: t('programme.available'), value: shown.money(balances.available, currency) },
          { name: t('programme.inTransit'), value: shown.money(balances.in_transit, currency) },
          { name: t('programme.disbursed'), value: shown.money(balances.disbursed, currency) },
        ]),
    ...(nextRound === null ? [] : [{ name: t('glance.nextRound'), value: shown.date(nextRound.plannedDate) }]),
    ...(open === 0
      ? []
      : [
          {
            name: t('glance.openCases'),
            value: (
              <Anchor
                underline="always"
                renderRoot={props => <Link to="/work" search={{ programme: id }} {...props} />}
              >
                {shown.number(open)}
              </Anchor>
            ),
          },
        ]),
  ]
  return (
    <Paper withBorder p="md" component="article">
      <Anchor fw={600} renderRoot={props => <Link to={to} params={{ programmeId: id }} {...props} />}>
        <bdi>{name}</bdi>
      </Anchor>
      <Facts facts={facts} />
      {may('people.read', id) && <OffList programmeId={id} byState={people.byState} />}
      {troubled && (
        <Suspense fallback={null}>
          <Troubles of={programme} />
        </Suspense>
      )}
      {readiness && <Health programmeId={id} readiness={readiness} troubled={troubled} />}
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

interface HealthProps {
  readonly programmeId: string
  readonly readiness: Readiness
  /** something is wrong with what is under way: then nobody is told that nothing is */
  readonly troubled: boolean
}

/** Whether it could pay now, how many steps are missing where not, and the next thing to do. */
function Health({ programmeId, readiness, troubled }: HealthProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const missing = readiness.steps.filter(({ optional, why }) => !optional && why !== null).length
  const { ready, rounds } = readiness
  const allListed = ready && rounds !== null && rounds.listed >= rounds.planned
  const to = ready ? '/programmes/$programmeId/distributions' : '/programmes/$programmeId/setup'
  const says = allListed
    ? t('home.allListed', { rounds: shown.number(rounds.planned) })
    : !ready
      ? t('home.cannotPay', { number: missing })
      : troubled
        ? ''
        : t('home.canPay')
  return (
    <Text size="sm" mt="xs">
      {says}{' '}
      {!allListed && (!ready || mayWhole('distributions.make', programmeId)) && (
        <Anchor underline="always" renderRoot={props => <Link to={to} params={{ programmeId }} {...props} />}>
          {t(ready ? 'home.newDistribution' : 'home.whatIsMissing')}
        </Anchor>
      )}
    </Text>
  )
}
