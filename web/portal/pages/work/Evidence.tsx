/** What proves what became of a payout. Looked at on demand: whoever looks is written down. */
import { Button, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useShown } from '../../shown/useShown.ts'
import { useTimelineText } from '../../shown/useTimelineText.ts'
import { evidenceQuery } from './queries.ts'

interface Props {
  readonly payoutId: string
  /** somebody asked for it already, by a button whose name says so */
  readonly asked?: boolean
}

export function Evidence({ payoutId, asked = false }: Props) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(asked)
  return (
    <Section title={t('work.evidence')}>
      {opened ? (
        <>
          {asked && <Text mb="sm">{t('work.evidenceSays')}</Text>}
          <Shown payoutId={payoutId} />
        </>
      ) : (
        <Stack align="flex-start" gap="xs">
          <Text>{t('work.evidenceSays')}</Text>
          <Button variant="default" onClick={() => setOpened(true)}>
            {t('work.showEvidence')}
          </Button>
        </Stack>
      )}
    </Section>
  )
}

function Shown({ payoutId }: { readonly payoutId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const timelineText = useTimelineText()
  const evidence = useQuery(evidenceQuery(payoutId))
  return (
    <Loaded of={evidence}>
      {({ attempts, timeline }) => (
        <Stack>
          {attempts.map(({ ordinal, state, number, receipt, registeredName }) => (
            <Facts
              key={ordinal}
              facts={[
                {
                  name: t('person.attempt', { number: shown.number(ordinal) }),
                  value: t(`attemptState.${state}`),
                },
                { name: t('people.phone'), value: <bdi dir="ltr">{number}</bdi> },
                ...(receipt === null ? [] : [{ name: t('person.receipt'), value: <bdi dir="ltr">{receipt}</bdi> }]),
                ...(registeredName === null
                  ? []
                  : [{ name: t('work.registeredName'), value: <bdi>{registeredName}</bdi> }]),
              ]}
            />
          ))}
          {timeline.length === 0 ? (
            <Empty title={t('person.noHistory')} says={t('person.noHistorySays')} />
          ) : (
            <List spacing="xs" listStyleType="none">
              {timeline.map((each, index) => (
                <List.Item key={index}>
                  {timelineText(each)}
                  <Text size="sm" c="dimmed">
                    {shown.moment(each.at)}
                    {each.by !== null && (
                      <>
                        {' '}
                        · <Who handle={each.by} />
                      </>
                    )}
                  </Text>
                </List.Item>
              ))}
            </List>
          )}
        </Stack>
      )}
    </Loaded>
  )
}
