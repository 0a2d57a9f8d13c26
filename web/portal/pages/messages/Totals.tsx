/** How many messages are where, in which languages, and what they cost by month and way. */
import { Stack, Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import classes from '../../parts/parts.module.css'
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
                t('totals.month'),
                t('totals.way'),
                t('messages.title'),
                t('totals.segments'),
                t('totals.told'),
                t('totals.estimated'),
                t('totals.unpriced'),
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
              heads={[t('texts.kind'), t('broadcast.state'), t('messages.title'), t('totals.withoutWord')]}
              rows={counts.map(each => [
                words.kind(each.kind),
                words.state(each.state),
                shown.number(each.count),
                shown.number(each.withoutWord),
              ])}
            />
            <Rows
              title={t('totals.languages')}
              heads={[t('totals.theirs'), t('totals.toldIn'), t('messages.title')]}
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
  readonly heads: readonly string[]
  readonly rows: readonly (readonly ReactNode[])[]
}

function Rows({ title, heads, rows }: RowsProps) {
  const { t } = useTranslation()
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <Empty title={t('totals.none')} says={t('totals.noneSays')} />
      ) : (
        <div className={classes['scroll']} tabIndex={0} role="group" aria-label={title}>
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {heads.map(head => (
                  <Table.Th key={head}>{head}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, at) => (
                <Table.Tr key={at}>
                  {row.map((cell, column) => (
                    <Table.Td key={column}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </Section>
  )
}
