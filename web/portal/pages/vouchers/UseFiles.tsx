/** What people have made of their vouchers, in numbers, and as files to be kept or printed. */
import { Group, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Facts } from '../../parts/Facts.tsx'
import { FileLink } from '../../parts/FileLink.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { countsQuery } from './queries.ts'

const files = [
  { word: 'allCsv', query: 'csv' },
  { word: 'allXlsx', query: 'xlsx' },
  { word: 'unusedCsv', query: 'csv?use=unused' },
  { word: 'unusedXlsx', query: 'xlsx?use=unused' },
] as const

export function UseFiles({
  programmeId,
  currency,
}: {
  readonly programmeId: string
  readonly currency?: string | undefined
}) {
  const { t } = useTranslation()
  const shown = useShown()
  const counts = useQuery({ ...countsQuery(programmeId), refetchInterval: 15_000 })
  return (
    <Loaded of={counts} lines={2}>
      {({ uses }) =>
        uses.length === 0 ? null : (
          <Section title={t('voucherUse.title')}>
            <Stack gap="sm">
              <Facts
                facts={uses.map(({ use, count, leftMinor }) => ({
                  name: t(`voucherUse.is.${use}`),
                  value: [
                    shown.number(count),
                    currency && t('voucherUse.left', { amount: shown.money(leftMinor, currency) }),
                  ]
                    .filter(Boolean)
                    .join(' · '),
                }))}
              />
              <Group gap="md">
                {files.map(({ word, query }) => (
                  <FileLink key={word} path={`/programmes/${programmeId}/vouchers/use.${query}`}>
                    {t(`voucherUse.${word}`)}
                  </FileLink>
                ))}
              </Group>
            </Stack>
          </Section>
        )
      }
    </Loaded>
  )
}
