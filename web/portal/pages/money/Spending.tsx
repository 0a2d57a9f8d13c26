/** What was paid by month and account at a provider: how many attempts, how many arrived, what that cost, and all of it together. */
import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty.tsx'
import { FileMenu } from '../../parts/FileMenu.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import classes from '../../parts/parts.module.css'
import { useShown } from '../../shown/useShown.ts'
import { spendingQuery } from './queries.ts'

export function Spending({ programmeId }: { readonly programmeId: string }) {
  const { t } = useTranslation()
  const shown = useShown()
  const spending = useQuery(spendingQuery(programmeId))
  const any = (spending.data?.items.length ?? 0) > 0
  return (
    <Section
      title={t('money.spending')}
      acts={
        any && (
          <FileMenu
            path={`/programmes/${programmeId}/spending`}
            fileName={t('exports.name.spending')}
            label={t('exports.fileOf', { what: t('money.spending') })}
          />
        )
      }
    >
      <Loaded of={spending}>
        {({ items, currency }) =>
          items.length === 0 ? (
            <Empty title={t('money.nothingSpent')} says={t('money.nothingSpentSays')} />
          ) : (
            <div
              className={`${classes['scroll']} ${classes['cards']}`}
              tabIndex={0}
              role="group"
              aria-label={t('money.spending')}
            >
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('money.month')}</Table.Th>
                    <Table.Th>{t('distribution.float')}</Table.Th>
                    <Table.Th ta="end">{t('distribution.attempts')}</Table.Th>
                    <Table.Th ta="end">{t('exports.paid')}</Table.Th>
                    <Table.Th ta="end">{t('money.account.disbursed')}</Table.Th>
                    <Table.Th ta="end">{t('money.account.fees')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map(({ month, fspAccount, attempts, paid, paidMinor, feesMinor }, at) => (
                    <Table.Tr key={at}>
                      <Table.Td>{shown.month(month)}</Table.Td>
                      <Table.Td data-label={t('distribution.float')}>
                        <Text size="sm">
                          <bdi>{fspAccount ?? '–'}</bdi>
                        </Text>
                      </Table.Td>
                      <Table.Td ta="end" data-label={t('distribution.attempts')}>
                        {shown.number(attempts)}
                      </Table.Td>
                      <Table.Td ta="end" data-label={t('exports.paid')}>
                        {shown.number(paid)}
                      </Table.Td>
                      <Table.Td ta="end" data-label={t('money.account.disbursed')}>
                        {shown.money(paidMinor, currency)}
                      </Table.Td>
                      <Table.Td ta="end" data-label={t('money.account.fees')}>
                        {shown.money(feesMinor, currency)}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
                <Table.Tfoot>
                  <Table.Tr>
                    <Table.Th scope="row" colSpan={2}>
                      {t('exports.inAll')}
                    </Table.Th>
                    <Table.Th ta="end" data-label={t('distribution.attempts')}>
                      {shown.number(items.reduce((sum, { attempts }) => sum + attempts, 0))}
                    </Table.Th>
                    <Table.Th ta="end" data-label={t('exports.paid')}>
                      {shown.number(items.reduce((sum, { paid }) => sum + paid, 0))}
                    </Table.Th>
                    <Table.Th ta="end" data-label={t('money.account.disbursed')}>
                      {shown.money(sumOf(items.map(each => each.paidMinor)), currency)}
                    </Table.Th>
                    <Table.Th ta="end" data-label={t('money.account.fees')}>
                      {shown.money(sumOf(items.map(each => each.feesMinor)), currency)}
                    </Table.Th>
                  </Table.Tr>
                </Table.Tfoot>
              </Table>
            </div>
          )
        }
      </Loaded>
    </Section>
  )
}

/** Of minor units, as strings of digits. */
const sumOf = (minors: readonly string[]): string => minors.reduce((sum, minor) => sum + BigInt(minor), 0n).toString()
