/** How much waits on the work lists, over all that one reaches. */
import { Anchor, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import type { WorkSearch } from '../../searches.ts'
import { useShown } from '../../shown/useShown.ts'

const countsQuery = {
  queryKey: ['cases', 'counts'],
  queryFn: () => ask(api.GET('/cases/counts')),
  refetchInterval: 30_000,
} as const

export function WorkCounts() {
  const { t } = useTranslation()
  const shown = useShown()
  const counts = useQuery(countsQuery)
  return (
    <Section title={t('home.work')}>
      <Loaded of={counts} lines={1}>
        {({ total, overdue, escalated }) => (
          <Group gap="xl">
            <Count name={t('home.open')} value={shown.number(total)} search={{}} />
            <Count name={t('home.overdue')} value={shown.number(overdue)} search={{ overdue: true }} />
            <Count name={t('home.escalated')} value={shown.number(escalated)} search={{ escalated: true }} />
          </Group>
        )}
      </Loaded>
    </Section>
  )
}

interface CountProps {
  readonly name: string
  readonly value: string
  readonly search: WorkSearch
}

const Count = ({ name, value, search }: CountProps) => (
  <div>
    <Text size="xl" fw={700}>
      {value}
    </Text>
    <Anchor size="sm" renderRoot={props => <Link to="/work" search={search} {...props} />}>
      {name}
    </Anchor>
  </div>
)
