/** Step by step: done, or why not and where it is mended. */
import { Alert, Box, Group, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Readiness } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { Mend } from './Mend.tsx'
import { readinessQuery } from './queries.ts'
import { Tag } from '../../parts/Tag.tsx'

type Step = Readiness['steps'][number]

export function Checklist({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const readiness = useQuery({ ...readinessQuery(programmeId), refetchInterval: 15_000 })
  return (
    <Section title={t('setup.checklist')}>
      <Loaded of={readiness} lines={6}>
        {data => {
          const missing = data.steps.filter(({ optional, why }) => !optional && why !== null)
          const [next] = missing
          return (
            <Stack gap="sm">
              <Alert color={data.ready ? 'green' : 'orange'}>
                {data.ready ? t('setup.ready') : t('setup.notReady', { number: missing.length })}
                {next && (
                  <Text size="sm" mt="xs">
                    {t('setup.next', { step: t(`setup.step.${next.step}`) })}{' '}
                    <Mend step={next} programmeId={programmeId} />
                  </Text>
                )}
              </Alert>
              <List listStyleType="none" spacing="xs">
                {data.steps.map(step => (
                  <List.Item
                    key={step.step}
                    styles={{ itemWrapper: { display: 'block' }, itemLabel: { width: '100%' } }}
                  >
                    <Line step={step} readiness={data} programmeId={programmeId} />
                  </List.Item>
                ))}
              </List>
            </Stack>
          )
        }}
      </Loaded>
    </Section>
  )
}

interface LineProps {
  readonly step: Step
  readonly readiness: Readiness
  readonly programmeId: string
}

function Line({ step: whole, readiness, programmeId }: LineProps) {
  const { step, optional, why } = whole
  const { t } = useTranslation()
  const shown = useShown()
  const numbers = {
    sum: shown.money(readiness.availableMinor, readiness.currency),
    people: shown.number(readiness.people.payable),
    included: shown.number(readiness.people.included),
    able: shown.number(readiness.approvers.able),
    needed: shown.number(readiness.approvers.needed),
  }
  const mark = why === null ? 'done' : optional ? 'optional' : 'missing'
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Box miw="6.5rem">
        <Tag colour={why === null ? 'hand' : optional ? 'gray' : 'orange'}>{t(`setup.mark.${mark}`)}</Tag>
      </Box>
      <div>
        <Text fw={600}>{t(`setup.step.${step}`)}</Text>
        <Text size="sm">
          {why === null
            ? t(`setup.done.${step}`, numbers)
            : t(`setup.why.${step}_${why}` as 'setup.why.people_unchecked', numbers)}{' '}
          {why !== null && <Mend step={whole} programmeId={programmeId} />}
        </Text>
      </div>
    </Group>
  )
}
