/** The set-up of a programme: what still keeps it from paying, and what mends each of that. */
import { SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { useSession } from '../../session/session.ts'
import { AboutSection } from './AboutSection.tsx'
import { AccountSection } from './AccountSection.tsx'
import { ApprovalSteps } from './ApprovalSteps.tsx'
import { Checklist } from './Checklist.tsx'
import { FundSection } from './FundSection.tsx'
import { ProgrammeTabs } from './ProgrammeTabs.tsx'
import { programmeQuery } from './queries.ts'
import { ReportRate } from './ReportRate.tsx'
import { TeamSection } from './TeamSection.tsx'
import { TwoPeople } from './TwoPeople.tsx'
import { WithdrawalCharges } from './WithdrawalCharges.tsx'

export function Setup() {
  const { t } = useTranslation()
  const { programmeId } = useParams({ from: '/programmes/$programmeId/setup' })
  const { may, mayWhole } = useSession()
  const programme = useQuery(programmeQuery(programmeId))
  return (
    <Page title={t('setup.title')} above={programme.data?.name}>
      <ProgrammeTabs programmeId={programmeId} />
      <Checklist programmeId={programmeId} />
      <Loaded of={programme}>
        {data => (
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <Stack>
              <AboutSection programme={data} />
              {may('fspAccounts.read') && <AccountSection programme={data} />}
              {mayWhole('ledger.read', programmeId) && <FundSection programme={data} />}
              <WithdrawalCharges programme={data} />
              <ReportRate programme={data} />
            </Stack>
            <Stack>
              {mayWhole('programmes.read', programmeId) && <TeamSection programmeId={programmeId} />}
              <ApprovalSteps programme={data} />
              <TwoPeople programmeId={programmeId} />
            </Stack>
          </SimpleGrid>
        )}
      </Loaded>
    </Page>
  )
}
