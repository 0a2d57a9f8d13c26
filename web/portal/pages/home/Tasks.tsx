/** What waits for one: lists to approve or to start, corrections and proposals to decide, messages to answer or to read out, own cases. */
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
import { useWho } from '../../shown/useWho.ts'
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

function Listed({ waiting }: { readonly waiting: Waiting }) {
  const { t } = useTranslation()
  const shown = useShown()
  const who = useWho()
  const { all } = useProgrammes()
  const { distributions, corrections, proposals, starts, messages, readOut, cases } = waiting
  const programme = (id: string) => <bdi>{all.find(each => each.id === id)?.name}</bdi>
  const lists = [
    ...distributions.map(each => ({ ...each, says: t('home.approve', { name: each.name }) })),
    ...starts.map(each => ({ ...each, says: t('home.start', { name: each.name }) })),
  ]
  const toPeople = [
    ...messages.map(each => ({ ...each, part: 'inbox' as const })),
    ...readOut.map(each => ({ ...each, part: 'print' as const })),
  ]
  if (lists.length + corrections.length + proposals.length + toPeople.length + cases.open === 0)
    return <Empty title={t('home.noTasks')} says={t('home.noTasksSays')} />
  return (
    <List spacing="sm" listStyleType="none">
      {lists.map(each => (
        <List.Item key={each.distributionId}>
          <Anchor
            renderRoot={props => (
              <Link to="/distributions/$distributionId" params={{ distributionId: each.distributionId }} {...props} />
            )}
          >
            {each.says}
          </Anchor>
          <Text size="sm" c="dimmed">
            {programme(each.programmeId)} · {t('home.people')}: {shown.number(each.payouts)} ·{' '}
            {shown.money(each.totalMinor, each.currency)} · {shown.ago(each.frozenAt)}
          </Text>
        </List.Item>
      ))}
      {corrections.map(({ programmeId, count }) => (
        <List.Item key={programmeId}>
          <Anchor renderRoot={props => <Link to="/waiting" {...props} />}>
            {t('home.corrections')}: {shown.number(count)}
          </Anchor>
          <Text size="sm" c="dimmed">
            {programme(programmeId)}
          </Text>
        </List.Item>
      ))}
      {proposals.map(each => (
        <List.Item key={each.proposalId}>
          <Anchor renderRoot={props => <Link to="/waiting" {...props} />}>
            {t(`proposal.${each.kind as 'export'}`)}
          </Anchor>
          <Text size="sm" c="dimmed">
            {each.name !== null && (
              <>
                <bdi>{each.name}</bdi> ·{' '}
              </>
            )}
            <bdi>{t('home.proposedBy', { who: who(each.proposedBy), when: shown.ago(each.proposedAt) })}</bdi>
          </Text>
        </List.Item>
      ))}
      {toPeople.map(({ programmeId, count, part }) => (
        <List.Item key={programmeId + part}>
          <Anchor
            renderRoot={props => (
              <Link to="/programmes/$programmeId/messages" params={{ programmeId }} search={{ part }} {...props} />
            )}
          >
            {t(part === 'inbox' ? 'home.answer' : 'home.readOut')}: {shown.number(count)}
          </Anchor>
          <Text size="sm" c="dimmed">
            {programme(programmeId)}
          </Text>
        </List.Item>
      ))}
      {cases.open > 0 && (
        <List.Item>
          <Anchor renderRoot={props => <Link to="/work" search={{ owner: 'me' as const }} {...props} />}>
            {t('home.ownCases')}: {shown.number(cases.open)}
          </Anchor>
          {cases.overdue > 0 && (
            <Text size="sm" c="dimmed">
              {t('home.overdue')}: {shown.number(cases.overdue)}
            </Text>
          )}
        </List.Item>
      )}
    </List>
  )
}
