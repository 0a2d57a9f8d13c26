/** The money of a programme: where it stands, what went out by month and account, every entry, and papers to sign. */
import { SimpleGrid, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import classes from '../../parts/parts.module.css'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { BudgetBar } from './BudgetBar.tsx'
import { Journal } from './Journal.tsx'
import { Papers } from './Papers.tsx'
import { balancesQuery, spendingQuery } from './queries.ts'

const accounts = ['available', 'reserved', 'in_transit', 'disbursed', 'fees', 'returned', 'overpaid'] as const

export function Money() {
  const { t } = useTranslation()
  const shown = useShown()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/money' })
  const { all } = useProgrammes()
  const { mayWhole } = useSession()
  const standing = useQuery({ ...balancesQuery(programmeId), refetchInterval: 10_000 })
  return (
    <Page title={t('money.title')} above={all.find(({ id }) => id === programmeId)?.name}>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Section title={t('money.budget')}>
          <Loaded of={standing}>{data => <BudgetBar {...data} />}</Loaded>
        </Section>
        <Section title={t('money.accounts')}>
          <Loaded of={standing} lines={7}>
            {({ balances, currency }) => (
              <Facts
                facts={accounts.map(account => ({
                  name: t(`money.account.${account}`),
                  value: shown.money(balances[account], currency),
                }))}
              />
            )}
          </Loaded>
        </Section>
      </SimpleGrid>
      <Spending programmeId={programmeId} />
      {mayWhole('distributions.list', programmeId) && <Papers programmeId={programmeId} />}
      <Journal programmeId={programmeId} />
    </Page>
  )
}

function Spending({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const spending = useQuery(spendingQuery(programmeId))
  return (
    <Section title={t('money.spending')}>
      <Loaded of={spending}>
        {({ items, currency }) =>
          items.length === 0 ? (
            <Empty title={t('money.nothingSpent')} says={t('money.nothingSpentSays')} />
          ) : (
            <div className={classes['scroll']} tabIndex={0} role="group" aria-label={t('money.spending')}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('money.month')}</Table.Th>
                    <Table.Th>{t('distribution.float')}</Table.Th>
                    <Table.Th ta="end">{t('money.account.disbursed')}</Table.Th>
                    <Table.Th ta="end">{t('money.account.fees')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map(({ month, fspAccount, paidMinor, feesMinor }) => (
                    <Table.Tr key={`${month} ${fspAccount}`}>
                      <Table.Td>{shown.month(month)}</Table.Td>
                      <Table.Td>
                        <Text size="sm">
                          <bdi>{fspAccount ?? '–'}</bdi>
                        </Text>
                      </Table.Td>
                      <Table.Td ta="end">{shown.money(paidMinor, currency)}</Table.Td>
                      <Table.Td ta="end">{shown.money(feesMinor, currency)}</Table.Td>
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
