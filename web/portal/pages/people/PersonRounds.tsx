/** How many rounds of the calendar somebody had of those that are theirs, and what was due in each and why. */
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { entitlementsQuery } from './queries.ts'

export function PersonRounds({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = useToldText()
  const { all } = useProgrammes()
  const { data } = useQuery(entitlementsQuery(person.id))
  const currency = all.find(({ id }) => id === person.programmeId)?.currency
  // A programme whose rounds are made by hand has nothing to say here.
  if (!data || (data.allowed === null && data.items.length === 0)) return null
  return (
    <Section title={t('roundPlans.mine')}>
      {data.allowed !== null && (
        <Text mb="sm" fw={600}>
          {t('roundPlans.usedOf', { used: shown.number(data.used), allowed: shown.number(data.allowed) })}
        </Text>
      )}
      {data.items.length === 0 && <Empty title={t('roundPlans.noneDue')} says={t('roundPlans.noneDueSays')} />}
      <Stack gap="xs">
        {data.items.map(({ plannedDate, purpose, dueMinor, says, said }) => (
          <div key={`${plannedDate} ${purpose}`}>
            <Group justify="space-between">
              <Text>{shown.date(plannedDate)}</Text>
              <Text fw={600}>{currency === undefined ? '…' : shown.money(dueMinor, currency)}</Text>
            </Group>
            <Text size="sm" c="dimmed">
              {told(said, says)}
            </Text>
          </div>
        ))}
      </Stack>
    </Section>
  )
}
