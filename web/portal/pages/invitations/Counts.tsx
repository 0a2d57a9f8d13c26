/** What came of the invitations of each partner. */
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { useShown } from '../../shown/useShown.ts'
import { countsQuery } from './queries.ts'

const told = [
  'invited',
  'waiting',
  'sent',
  'notSent',
  'opened',
  'registered',
  'declined',
  'expired',
  'revoked',
] as const

export function Counts({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const counts = useQuery({ ...countsQuery(programmeId), refetchInterval: 15_000 })
  return (
    <Section title={t('invitations.counts')}>
      <Loaded of={counts}>
        {({ partners }) =>
          partners.length === 0 ? (
            <Empty title={t('invitations.none')} says={t('invitations.noneSays')} />
          ) : (
            <ShortTable
              label={t('invitations.counts')}
              heads={[
                { name: t('invitations.partner'), strong: true },
                ...told.map(each => ({ name: t(`invitations.count.${each}`), end: true })),
              ]}
              rows={partners.map(row => ({
                key: row.partner,
                cells: [<bdi>{row.partner}</bdi>, ...told.map(each => shown.number(row[each]))],
              }))}
            />
          )
        }
      </Loaded>
    </Section>
  )
}
