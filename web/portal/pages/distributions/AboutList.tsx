/** What stands about a list beside its sum: whom it follows up, what of it is for withdrawing, who did what when, parts that fell away. */
import { Alert, Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Distribution } from '../../api/shapes.ts'
import { Facts, type Fact } from '../../parts/Facts.tsx'
import { Section } from '../../parts/Section.tsx'
import { Who } from '../../parts/Who.tsx'
import { useSession } from '../../session/session.ts'
import { useShown } from '../../shown/useShown.ts'
import { accountsQuery } from '../programme/queries.ts'
import { approvalQuery } from './queries.ts'

/** Parts that nothing is paid of any more: whoever approved them hears it first. */
export function DroppedParts({ distribution: { droppedParts, currency } }: { readonly distribution: Distribution }) {
  const { t } = useTranslation()
  const shown = useShown()
  return droppedParts.map(({ batch, at, why, payouts, totalMinor }) => (
    <Alert key={batch} color="orange">
      {t('lists.about.dropped', {
        part: shown.number(batch),
        people: shown.number(payouts),
        sum: shown.money(totalMinor, currency),
        when: shown.moment(at),
      })}{' '}
      {t(`lists.dropped.${why}`)}
    </Alert>
  ))
}

export function AboutList({ distribution }: { readonly distribution: Distribution }) {
  const { t } = useTranslation()
  const shown = useShown()
  const { id, currency, exchangeRate, followUpOf, payFirst, withdrawalMinor } = distribution
  const followed = useQuery({ ...approvalQuery(id), enabled: followUpOf !== null }).data?.followUpOf
  const { mayInHouse } = useSession()
  const accounts = useQuery({ ...accountsQuery, enabled: mayInHouse('fspAccounts.read') }).data
  const account = accounts?.find(({ id }) => id === distribution.fspAccountId)
  const done = (name: string, by: string | null, at: string | null): Fact[] =>
    at === null
      ? []
      : [
          {
            name,
            value: (
              <>
                {by !== null && (
                  <>
                    <Who handle={by} />,{' '}
                  </>
                )}
                <bdi>{shown.moment(at)}</bdi>
              </>
            ),
          },
        ]
  return (
    <Section title={t('lists.about.title')}>
      <Facts
        facts={[
          { name: t('distributions.round'), value: shown.number(distribution.round) },
          ...(account ? [{ name: t('about.account'), value: <bdi>{account.name}</bdi> }] : []),
          ...(followUpOf === null
            ? []
            : [
                {
                  name: t('lists.about.followUpOf'),
                  value: (
                    <>
                      <Anchor
                        renderRoot={props => (
                          <Link
                            to="/distributions/$distributionId"
                            params={{ distributionId: followUpOf }}
                            {...props}
                          />
                        )}
                      >
                        {followed?.name ?? t('work.openList')}
                      </Anchor>
                      {followed && (
                        <div>
                          {t('lists.about.notPaidOf', {
                            number: shown.number(followed.notPaid),
                            people: shown.number(followed.people),
                          })}
                        </div>
                      )}
                    </>
                  ),
                },
              ]),
          ...(BigInt(withdrawalMinor) > 0n
            ? [{ name: t('lists.about.withdrawal'), value: shown.money(withdrawalMinor, currency) }]
            : []),
          ...(exchangeRate === null
            ? []
            : [
                {
                  name: t('lists.about.reported', { currency: exchangeRate.currency }),
                  value: (
                    <>
                      {shown.money(exchangeRate.totalMinor, exchangeRate.currency)}
                      <div>
                        <bdi dir="ltr">
                          1 {exchangeRate.currency} = {exchangeRate.rate} {currency}
                        </bdi>{' '}
                        · <bdi>{shown.date(exchangeRate.on)}</bdi> · <bdi>{exchangeRate.source}</bdi>
                      </div>
                    </>
                  ),
                },
              ]),
          ...(payFirst === null ? [] : [{ name: t('lists.about.payFirst'), value: shown.number(payFirst) }]),
          ...done(t('distributions.createdBy'), distribution.createdBy, distribution.createdAt),
          ...done(t('lists.about.startedBy'), distribution.startedBy, distribution.startedAt),
          ...done(t('lists.about.firstPaid'), null, distribution.firstPaidAt),
          ...done(t('lists.about.closed'), null, distribution.closedAt),
        ]}
      />
    </Section>
  )
}
