/** The money of a programme: where it stands, what went out by month and account, every entry, each as a file, and papers to sign. */
import { SimpleGrid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useProgrammes } from '../../frame/programmes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { FileMenu } from '../../parts/FileMenu.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { HeldNow } from '../accounts/HeldNow.tsx'
import { BudgetBar } from './BudgetBar.tsx'
import { Journal } from './Journal.tsx'
import { Papers } from './Papers.tsx'
import { balancesQuery } from './queries.ts'
import { Spending } from './Spending.tsx'

const accounts = ['available', 'reserved', 'in_transit', 'disbursed', 'fees', 'returned', 'overpaid'] as const

export function Money() {
  const { t } = useTranslation()
  const shown = useShown()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/money' })
  const { all } = useProgrammes()
  const { mayWhole, mayInHouse } = useSession()
  const programme = all.find(({ id }) => id === programmeId)
  const accountId = programme?.fspAccountId ?? null
  const standing = useQuery({ ...balancesQuery(programmeId), refetchInterval: 10_000 })
  return (
    <Page title={t('money.title')} above={programme?.name}>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Section title={t('money.budget')}>
          <Loaded of={standing}>{data => <BudgetBar {...data} />}</Loaded>
          {accountId !== null && mayInHouse('fspAccounts.read') && (
            <Facts facts={[{ name: t('plainly.held'), value: <HeldNow accountId={accountId} /> }]} />
          )}
        </Section>
        <Section
          title={t('money.accounts')}
          acts={
            <FileMenu
              path={`/programmes/${programmeId}/balances`}
              fileName={t('exports.name.balances')}
              label={t('exports.fileOf', { what: t('money.accounts') })}
            />
          }
        >
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
