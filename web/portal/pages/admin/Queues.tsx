/** What should move by itself, and whether it does; providers and carriers that are held back; where the engine shows its lives. */
import { Anchor, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useSurroundings } from '../../session/surroundings.ts'
import { useShown } from '../../shown/useShown.ts'
import { carriersQuery } from '../carriers/queries.ts'
import { accountsQuery } from '../programme/queries.ts'
import { queuesQuery, temporalUiQuery } from './queries.ts'
import { Tag } from '../../parts/Tag.tsx'

/** Older than this, nothing moves. */
const stillMs = 3 * 60_000

export function Queues() {
  const { t } = useTranslation()
  const shown = useShown()
  const queues = useQuery(queuesQuery)
  return (
    <Section title={t('system.queues')}>
      <Loaded of={queues}>
        {items => (
          <Facts
            facts={items.map(({ queue, due, oldestDueAt }) => {
              const still = oldestDueAt !== null && Date.now() - new Date(oldestDueAt).getTime() > stillMs
              return {
                name: t(`system.queue.${queue}`),
                value: (
                  <>
                    {due === 0 ? t('system.nothingDue') : t('system.due', { number: shown.number(due) })}
                    {oldestDueAt !== null && due > 0 && (
                      <>
                        {' · '}
                        <bdi>{t('admin.oldest', { when: shown.ago(oldestDueAt) })}</bdi>
                      </>
                    )}
                    {still && (
                      <>
                        {' '}
                        <Tag colour="red">{t('system.still')}</Tag>
                      </>
                    )}
                  </>
                ),
              }
            })}
          />
        )}
      </Loaded>
    </Section>
  )
}

/** Everything by which money and messages leave: whether it is play, and whether somebody or something holds it back. */
export function Ways() {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const { sandbox } = useSurroundings()
  const accounts = useQuery({ ...accountsQuery, enabled: mayInHouse('fspAccounts.read') }).data ?? []
  const carriers = useQuery({ ...carriersQuery, enabled: mayInHouse('carriers.read') }).data?.items ?? []
  const ways = [
    ...accounts.map(({ id, name, pausedReason }) => ({
      key: id,
      name,
      paused: pausedReason !== null,
      to: `/fsp-accounts/${id}` as const,
    })),
    ...carriers.map(({ id, name, pausedReason }) => ({
      key: id,
      name,
      paused: pausedReason !== null,
      to: `/carriers/${id}` as const,
    })),
  ]
  return (
    <Section title={t('system.ways')}>
      <Stack gap="sm">
        <Text>{t(sandbox ? 'system.play' : 'system.real')}</Text>
        {ways.length === 0 ? (
          <Text c="dimmed">{t('system.noWays')}</Text>
        ) : (
          <List listStyleType="none" spacing="xs">
            {ways.map(({ key, name, paused, to }) => (
              <List.Item key={key}>
                <Anchor underline="always" renderRoot={props => <Link to={to as '/'} {...props} />}>
                  <bdi>{name}</bdi>
                </Anchor>
                : {t(paused ? 'system.paused' : 'system.open')}
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Section>
  )
}

export function EngineLink() {
  const { t } = useTranslation()
  const { mayInHouse } = useSession()
  const at = useQuery({ ...temporalUiQuery, enabled: mayInHouse('codec.read') }).data?.workflowsAt
  if (!at) return null
  return (
    <Anchor href={at} target="_blank" rel="noreferrer" underline="always">
      {t('system.engineLink')}
    </Anchor>
  )
}
