/** What is decided on: the sum, the hash of the frozen list, what changed since the last round, and who said yes. */
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Distribution } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Section } from '../../parts/Section.tsx'
import classes from '../../parts/parts.module.css'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { useToldText } from '../../shown/useToldText.ts'
import { ChangeCount } from './ListByChange.tsx'
import { approvalQuery, approvalsQuery, floatQuery } from './queries.ts'

export function ApprovalSection({ distribution }: { readonly distribution: Distribution }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { mayWhole } = useSession()
  const { id, currency, programmeId } = distribution
  const whole = mayWhole('distributions.read', programmeId)
  const approval = useQuery(approvalQuery(id))
  const approvals = useQuery({ ...approvalsQuery(id), enabled: whole })
  const unpaid = distribution.state === 'approved' || distribution.state === 'awaiting_approval'
  const told = useToldText()
  const float = useQuery({ ...floatQuery(id), enabled: whole && unpaid })
  if (distribution.state === 'freezing')
    return (
      <Section title={t('distribution.approval')}>
        <Facts facts={[{ name: t('distributions.createdBy'), value: <Who handle={distribution.createdBy} /> }]} />
      </Section>
    )
  return (
    <Section title={t('distribution.approval')}>
      <Loaded of={approval}>
        {({ changes }) => (
          <Stack gap="sm">
            <Facts
              facts={[
                { name: t('distribution.people'), value: shown.number(distribution.payouts) },
                { name: t('distribution.sum'), value: shown.money(distribution.totalMinor, currency) },
                { name: t('distribution.feeReserve'), value: shown.money(distribution.feeReserveMinor, currency) },
                { name: t('distributions.createdBy'), value: <Who handle={distribution.createdBy} /> },
                ...(approvals.data
                  ? [
                      {
                        name: t('distribution.given'),
                        value: t('distribution.givenOf', {
                          given: shown.number(approvals.data.given),
                          needed: shown.number(approvals.data.needed),
                        }),
                      },
                      ...(approvals.data.by.length === 0
                        ? []
                        : [
                            {
                              name: t('distribution.approvedBy'),
                              value: approvals.data.by.map(({ by, at }) => (
                                <div key={`${by} ${at}`}>
                                  <Who handle={by} />, <bdi>{shown.moment(at)}</bdi>
                                </div>
                              )),
                            },
                          ]),
                    ]
                  : []),
                ...(approvals.data && distribution.state === 'awaiting_approval'
                  ? [
                      {
                        name: t('stake.nextApprovers'),
                        value:
                          approvals.data.next.length === 0
                            ? t('stake.noApprover')
                            : approvals.data.next.map(handle => (
                                <div key={handle}>
                                  <Who handle={handle} />
                                </div>
                              )),
                      },
                    ]
                  : []),
                ...changes.byChange.map(({ change, count, amountMinor }) => ({
                  name: `${t('distribution.changes')}: ${t(`distribution.change.${change}`)}`,
                  value: (
                    <ChangeCount distribution={distribution} change={change} count={count} amountMinor={amountMinor} />
                  ),
                })),
                // What was asked before it was paid is no longer true after.
                ...(float.data && unpaid
                  ? [{ name: t('distribution.float'), value: told(float.data.said, float.data.says) }]
                  : []),
              ]}
            />
            {distribution.listHash !== null && (
              <div>
                <Text size="sm" c="dimmed">
                  {t('distribution.hash')}
                </Text>
                <code className={classes['hash']} dir="ltr">
                  {distribution.listHash}
                </code>
              </div>
            )}
          </Stack>
        )}
      </Loaded>
    </Section>
  )
}
