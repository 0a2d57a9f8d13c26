/** Lists to approve, corrections and proposals that wait for one’s own yes or no. */
import { Anchor, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Waiting } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { waitingQuery } from '../waiting/queries.ts'

export function Tasks() {
  const { t } = useTranslation()
  const waiting = useQuery(waitingQuery)
  return (
    <Section title={t('home.tasks')}>
      <Loaded of={waiting}>{data => <Listed waiting={data} />}</Loaded>
    </Section>
  )
}

function Listed({ waiting: { distributions, corrections, proposals } }: { readonly waiting: Waiting }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { all } = useProgrammes()
  if (distributions.length + corrections.length + proposals.length === 0)
    return <Empty title={t('home.noTasks')} says={t('home.noTasksSays')} />
  return (
    <List spacing="sm" listStyleType="none">
      {distributions.map(each => (
        <List.Item key={each.distributionId}>
          <Anchor
            renderRoot={props => (
              <Link to="/distributions/$distributionId" params={{ distributionId: each.distributionId }} {...props} />
            )}
          >
            {t('home.approve', { name: each.name })}
          </Anchor>
          <Text size="sm" c="dimmed">
            {t('home.people')}: {shown.number(each.payouts)} · {shown.money(each.totalMinor, each.currency)} ·{' '}
            {shown.ago(each.frozenAt)}
          </Text>
        </List.Item>
      ))}
      {corrections.map(({ programmeId, count }) => (
        <List.Item key={programmeId}>
          <Anchor renderRoot={props => <Link to="/waiting" {...props} />}>
            {t('home.corrections')}: {shown.number(count)}
          </Anchor>
          <Text size="sm" c="dimmed">
            {all.find(({ id }) => id === programmeId)?.name}
          </Text>
        </List.Item>
      ))}
      {proposals.map(each => (
        <List.Item key={each.proposalId}>
          <Anchor renderRoot={props => <Link to="/waiting" {...props} />}>
            {t(`proposal.${each.kind as 'export'}`)}
          </Anchor>
          <Text size="sm" c="dimmed">
            {[each.name, t('home.proposedBy', { who: each.proposedBy, when: shown.ago(each.proposedAt) })]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </List.Item>
      ))}
    </List>
  )
}
