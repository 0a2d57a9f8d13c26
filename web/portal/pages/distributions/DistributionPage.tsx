/** One payment round: how far it is, who decided it, what failed and what mends that, and every payout. */
import { Alert, Anchor, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Distribution } from '../../api/shapes.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Paused } from '../../parts/Paused.tsx'
import { useSession } from '../../session/session.ts'
import { usePauseText } from '../../shown/usePauseText.ts'
import { AboutList, DroppedParts } from './AboutList.tsx'
import { ApprovalSection } from './ApprovalSection.tsx'
import { WorkflowLink } from '../../parts/WorkflowLink.tsx'
import { DistributionActs } from './DistributionActs.tsx'
import { Failures } from './Failures.tsx'
import { isOver } from './over.ts'
import { PayoutTable, type PayoutFilter } from './PayoutTable.tsx'
import { ProgressSection } from './ProgressSection.tsx'
import { distributionQuery } from './queries.ts'
import { Standing } from './Standing.tsx'

// Not what somebody looks at first, and not to be waited for with the page.
const InStatements = lazy(async () => ({ default: (await import('./InStatements.tsx')).InStatements }))
const DistributionPapers = lazy(async () => ({
  default: (await import('./DistributionPapers.tsx')).DistributionPapers,
}))
const FollowUp = lazy(async () => ({ default: (await import('./FollowUp.tsx')).FollowUp }))

export function DistributionPage() {
  const { t } = useTranslation()
  const { distributionId } = useParams({ from: '/distributions/$distributionId' })
  const { may, mayWhole } = useSession()
  const [filter, setFilter] = useState<PayoutFilter>({})
  const list = useRef<HTMLDivElement>(null)
  const found = useQuery({
    ...distributionQuery(distributionId),
    // Somebody else may act on it, and its life does by itself, until it is over.
    refetchInterval: ({ state: { data } }) => (data && isOver(data.state) ? false : 4_000),
  })
  const distribution = found.data
  const live = distribution?.state === 'paying'
  const show = (filter: PayoutFilter): void => {
    setFilter(filter)
    list.current?.scrollIntoView({ block: 'start' })
  }
  return (
    <Page
      key={distributionId}
      title={distribution ? distribution.name : t('loading')}
      isName={distribution !== undefined}
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
            <bdi>{distribution.programmeName}</bdi>: {t('distribution.back')}
          </Anchor>
        )
      }
      acts={
        distribution && (
          <>
            <Standing of={distribution} />
            <DistributionActs distribution={distribution} />
            <Suspense>
              <FollowUp distribution={distribution} />
            </Suspense>
          </>
        )
      }
    >
      <Loaded of={found} lines={8}>
        {data => (
          <Stack gap="lg">
            {data.pauseReason !== null && <StandsStill distribution={data} />}
            <DroppedParts distribution={data} />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <ProgressSection distribution={data} live={live} />
              <ApprovalSection distribution={data} />
            </SimpleGrid>
            <Failures distribution={data} live={live} show={show} />
            {may('payouts.read', data.programmeId) && data.state !== 'freezing' && (
              <div ref={list}>
                <PayoutTable distribution={data} filter={filter} setFilter={setFilter} live={live} />
              </div>
            )}
            {/* Below the list, which does not move when it comes. */}
            {isSent(data) && mayWhole('payouts.read', data.programmeId) && (
              <Suspense>
                <InStatements distribution={data} show={() => show({ inNoStatement: true })} />
              </Suspense>
            )}
            <AboutList distribution={data} />
            {data.listHash !== null && mayWhole('distributions.list', data.programmeId) && (
              <Suspense>
                <DistributionPapers distribution={data} />
              </Suspense>
            )}
            <WorkflowLink life={`distribution/${data.id}`} />
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

const isSent = ({ state }: Distribution): boolean => state === 'paying' || state === 'paused' || state === 'closed'

/** Why it is paused, or why it ended without being paid. */
function StandsStill({ distribution: { state, pauseReason } }: { readonly distribution: Distribution }) {
  const { t } = useTranslation()
  const pauseText = usePauseText()
  const reason = pauseReason ?? ''
  if (state !== 'cancelled' && state !== 'rejected') return <Paused of="distribution" reason={reason} />
  return <Alert color="gray">{t(`pauses.${state}`, { reason: pauseText('distribution', reason).says })}</Alert>
}
