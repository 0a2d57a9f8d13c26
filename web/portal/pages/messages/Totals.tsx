/** How many messages are where, in which languages, and what they cost by month and way. */
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { ShortTable, type Head } from '../../parts/ShortTable.tsx'
import { useShown } from '../../shown/useShown.ts'
import { totalsQuery } from './queries.ts'
import { useMessageWords } from './useMessageWords.ts'

export function Totals({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const words = useMessageWords()
  const totals = useQuery({ ...totalsQuery(programmeId), refetchInterval: 30_000 })
  return (
    <Loaded of={totals}>
      {({ counts, languages, costs }) =>
        counts.length === 0 ? (
          <Empty title={t('totals.none')} says={t('totals.noneSays')} />
        ) : (
          <Stack>
            <Rows
              title={t('totals.costs')}
              heads={[
                { name: t('totals.month') },
                { name: t('totals.way') },
                { name: t('messages.title'), end: true },
                { name: t('totals.segments'), end: true },
                { name: t('totals.told'), end: true },
                { name: t('totals.estimated'), end: true },
                { name: t('totals.unpriced'), end: true },
              ]}
              rows={costs.map(each => [
                words.month(each.month),
                words.channel(each.channel),
                shown.number(each.messages),
                shown.number(each.segments),
                each.currency === null ? '–' : words.price(each.micros, each.currency),
                each.currency === null
                  ? '–'
                  : `${words.price(each.estimatedMicros, each.currency)} (${shown.number(each.estimated)})`,
                shown.number(each.unpriced),
              ])}
            />
            <Rows
              title={t('totals.delivery')}
              heads={[
                { name: t('texts.kind') },
                { name: t('broadcast.state') },
                { name: t('messages.title'), end: true },
                { name: t('totals.withoutWord'), end: true },
              ]}
              rows={counts.map(each => [
                words.kind(each.kind),
                words.state(each.state),
                shown.number(each.count),
                shown.number(each.withoutWord),
              ])}
            />
            <Rows
              title={t('totals.languages')}
              heads={[
                { name: t('totals.theirs') },
                { name: t('totals.toldIn') },
                { name: t('messages.title'), end: true },
              ]}
              rows={languages.map(each => [
                words.language(each.theirs),
                words.language(each.language),
                shown.number(each.count),
              ])}
            />
          </Stack>
        )
      }
    </Loaded>
  )
}

interface RowsProps {
  readonly title: string
  readonly heads: readonly Head[]
  readonly rows: readonly (readonly ReactNode[])[]
}

function Rows({ title, heads, rows }: RowsProps) {
  const { t } = useTranslation()
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <Empty title={t('totals.none')} says={t('totals.noneSays')} />
      ) : (
        <ShortTable label={title} heads={heads} rows={rows.map((cells, at) => ({ key: String(at), cells }))} />
      )}
    </Section>
  )
}
