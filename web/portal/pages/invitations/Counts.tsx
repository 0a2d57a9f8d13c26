/** What came of the invitations of each partner. */
import { Table } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { countsQuery } from './queries.ts'
import classes from '../../parts/parts.module.css'

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
            <div className={classes['scroll']} tabIndex={0} role="group" aria-label={t('invitations.counts')}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{t('invitations.partner')}</Table.Th>
                    {told.map(each => (
                      <Table.Th key={each} scope="col">
                        {t(`invitations.count.${each}`)}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {partners.map(row => (
                    <Table.Tr key={row.partner}>
                      <Table.Th scope="row">
                        <bdi>{row.partner}</bdi>
                      </Table.Th>
                      {told.map(each => (
                        <Table.Td key={each}>{shown.number(row[each])}</Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )
        }
      </Loaded>
    </Section>
  )
}
