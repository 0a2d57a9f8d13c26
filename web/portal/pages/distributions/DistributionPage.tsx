/** One payment round: how far it is, who decided it, what failed and what mends that, and every payout. */
import { Alert, Anchor, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { DistributionState } from '../../parts/StateBadge.tsx'
import { useSession } from '../../session/session.ts'
import { ApprovalSection } from './ApprovalSection.tsx'
import { WorkflowLink } from '../../parts/WorkflowLink.tsx'
import { DistributionActs } from './DistributionActs.tsx'
import { DistributionPapers } from './DistributionPapers.tsx'
import { Failures } from './Failures.tsx'
import { FollowUp } from './FollowUp.tsx'
import { PayoutTable, type PayoutFilter } from './PayoutTable.tsx'
import { ProgressSection } from './ProgressSection.tsx'
import { distributionQuery } from './queries.ts'

export function DistributionPage() {
  const { t } = useTranslation()
  const { distributionId } = useParams({ from: '/distributions/$distributionId' })
  const { may, mayWhole } = useSession()
  const [filter, setFilter] = useState<PayoutFilter>({})
  const list = useRef<HTMLDivElement>(null)
  const found = useQuery({
    ...distributionQuery(distributionId),
    // Somebody else may act on it, and its life does by itself.
    refetchInterval: 4_000,
  })
  const distribution = found.data
  const live = distribution?.state === 'paying'
  return (
    <Page
      key={distributionId}
      title={distribution ? distribution.name : t('loading')}
      above={
        distribution && (
          <Anchor
            size="sm"
            renderRoot={props => (
              <Link
                to="/programmes/$programmeId/distributions"
                params={{ programmeId: distribution.programmeId }}
                {...props}
              />
            )}
          >
            {distribution.programmeName}: {t('distribution.back')}
          </Anchor>
        )
      }
      acts={
        distribution && (
          <>
            <DistributionState state={distribution.state} />
            <DistributionActs distribution={distribution} />
            <FollowUp distribution={distribution} />
          </>
        )
      }
    >
      <Loaded of={found} lines={8}>
        {data => (
          <Stack gap="lg">
            {data.pauseReason !== null && (
              <Alert color="orange">{t('distribution.pausedFor', { reason: data.pauseReason })}</Alert>
            )}
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <ProgressSection distribution={data} live={live} />
              <ApprovalSection distribution={data} />
            </SimpleGrid>
            <Failures
              distribution={data}
              live={live}
              show={reason => {
                setFilter({ state: 'refused', reason })
                list.current?.scrollIntoView({ block: 'start' })
              }}
            />
            {may('payouts.read', data.programmeId) && (
              <div ref={list}>
                <PayoutTable distribution={data} filter={filter} setFilter={setFilter} live={live} />
              </div>
            )}
            {data.listHash !== null && mayWhole('distributions.list', data.programmeId) && (
              <DistributionPapers distribution={data} />
            )}
            <WorkflowLink life={`distribution/${data.id}`} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}
