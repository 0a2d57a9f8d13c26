/** Whom a draft would reach now: counted, by language, with what is missing and what it would cost. */
import { Alert, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { BroadcastDryRun } from '../../api/shapes.ts'
import { Facts, type Fact } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { PhoneText } from './PhoneText.tsx'
import { dryRunQuery } from './queries.ts'
import { useMessageWords } from './useMessageWords.ts'

/** What a confirmation would do, in numbers. `reached`: people for whom there is a text, before wishes and numbers. */
export function useDryRunFacts(counted: BroadcastDryRun | undefined): { facts: Fact[]; reached: number } {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  if (counted === undefined)
    return { facts: [{ name: t('broadcast.meant'), value: t('confirm.counting') }], reached: 0 }
  const sum = (rows: BroadcastDryRun['languages']): number => rows.reduce((total, { people }) => total + people, 0)
  const without = sum(counted.languages.filter(({ told }) => told === null))
  return {
    reached: counted.people - without,
    facts: [
      { name: t('broadcast.meant'), value: shown.number(counted.people) },
      { name: t('broadcast.withoutText'), value: shown.number(without) },
      { name: t('broadcast.stopped'), value: shown.number(counted.stopped) },
      { name: t('broadcast.noNumber'), value: shown.number(counted.noNumber) },
      ...counted.costs.map(({ channel, currency, micros, by }) => ({
        name: t(by === 'told' ? 'broadcast.costTold' : 'broadcast.costTable', { way: words.channel(channel) }),
        value: words.price(micros, currency),
      })),
      ...(counted.costs.length === 0 ? [{ name: t('broadcast.cost'), value: t('broadcast.noPrice') }] : []),
    ],
  }
}

export function DryRun({ broadcastId }: { readonly broadcastId: string }) {
  const { t } = useTranslation()
  const found = useQuery(dryRunQuery(broadcastId))
  const { facts, reached } = useDryRunFacts(found.data)
  return (
    <Section title={t('broadcast.dryRun')}>
      <Loaded of={found}>
        {data => (
          <Stack>
            <Facts facts={facts} />
            {reached === 0 && <Alert color="orange">{t('broadcast.reachesNobody')}</Alert>}
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
              {data.languages.map(each => (
                <Language key={each.language} row={each} />
              ))}
            </SimpleGrid>
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}

function Language({
  row: { language, people, told, reads, segments },
}: {
  readonly row: BroadcastDryRun['languages'][number]
}) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const title = `${words.language(language)}: ${shown.number(people)}`
  if (told === null || reads === null)
    return (
      <Alert color="orange" title={title}>
        {t('broadcast.missing')}
      </Alert>
    )
  return (
    <PhoneText title={title} text={reads} language={told}>
      {[
        told === language ? '' : t('broadcast.toldIn', { language: words.language(told) }),
        segments === null ? '' : t('messages.segments', { number: shown.number(segments) }),
      ]
        .filter(Boolean)
        .join(' · ')}
    </PhoneText>
  )
}
