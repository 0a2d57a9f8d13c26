/** Everything that waits for one’s own yes or no: lists, corrected numbers, and what others proposed. */
import { Anchor, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Waiting } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { CorrectionsToDecide } from './CorrectionsToDecide.tsx'
import { OwnProposals } from './OwnProposals.tsx'
import { ProposalToDecide } from './ProposalToDecide.tsx'
import { waitingQuery } from './queries.ts'

export function WaitingPage() {
  const { t } = useTranslation()
  // Whoever opens it sees what waits now, not what waited when they were at Home a moment ago.
  const waiting = useQuery({ ...waitingQuery, refetchOnMount: 'always', refetchInterval: 5_000 })
  return (
    <Page title={t('waiting.title')}>
      <Loaded of={waiting}>{data => <Listed waiting={data} />}</Loaded>
    </Page>
  )
}

function Listed({ waiting: { distributions, starts, corrections, proposals, own } }: { readonly waiting: Waiting }) {
  const { t } = useTranslation()
  const { all } = useProgrammes()
  // A decision that is open stays, also once nothing waits there any more: it tells what became of it.
  const [held, setHeld] = useState<Waiting['corrections'][number] | null>(null)
  const gone = corrections.some(each => each.programmeId === held?.programmeId) ? null : held
  const nothing = distributions.length + starts.length + corrections.length + proposals.length === 0
  return (
    <Stack gap="lg">
      {nothing && <Empty title={t('home.noTasks')} says={t('home.noTasksSays')} />}
      {distributions.length > 0 && <Lists lists={distributions} />}
      {starts.length > 0 && <Lists lists={starts} start />}
      {[...corrections, ...(gone ? [{ ...gone, count: 0 }] : [])].map(each => (
        <CorrectionsToDecide
          key={each.programmeId}
          programmeId={each.programmeId}
          name={all.find(({ id }) => id === each.programmeId)?.name ?? ''}
          ready={each.count}
          hold={on => setHeld(on ? each : null)}
        />
      ))}
      {proposals.map(each => (
        <ProposalToDecide key={each.proposalId} proposal={each} />
      ))}
      {own.length > 0 && <OwnProposals own={own} />}
    </Stack>
  )
}

interface ListsProps {
  readonly lists: Waiting['distributions']
  /** approved already: to be started */
  readonly start?: boolean
}

function Lists({ lists, start = false }: ListsProps) {
  const { t } = useTranslation()
  const shown = useShown()
  return (
    <Section title={t(start ? 'plainly.starts.title' : 'waiting.lists')}>
      <Text mb="sm">{t(start ? 'plainly.starts.says' : 'waiting.listsSays')}</Text>
      <List spacing="sm" listStyleType="none">
        {lists.map(each => (
          <List.Item key={each.distributionId}>
            <Anchor
              renderRoot={props => (
                <Link to="/distributions/$distributionId" params={{ distributionId: each.distributionId }} {...props} />
              )}
            >
              {t(start ? 'home.start' : 'home.approve', { name: each.name })}
            </Anchor>
            <Text size="sm" c="dimmed">
              {t('distribution.people')}: {shown.number(each.payouts)} · {shown.money(each.totalMinor, each.currency)} ·{' '}
              {shown.ago(each.frozenAt)}
            </Text>
          </List.Item>
        ))}
      </List>
    </Section>
  )
}
