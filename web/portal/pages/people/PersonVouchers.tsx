/** The vouchers of one person, payout by payout; what is done about them is done on the page of the payout. */
import { Anchor, Group, Stack, Text } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Story } from '../../api/shapes.ts'
import { Section } from '../../parts/Section.tsx'
import { useShown } from '../../shown/useShown.ts'
import { payoutVouchersQuery } from '../vouchers/queries.ts'
import { VoucherState } from '../vouchers/VoucherState.tsx'

/** The newest payouts: what is older is found on the page of vouchers. */
const looked = 12

export function PersonVouchers({ story: { person, payouts } }: { readonly story: Story }) {
  const { t } = useTranslation()
  const shown = useShown()
  const newest = [...payouts].sort((one, other) => other.round - one.round).slice(0, looked)
  const found = useQueries({ queries: newest.map(({ payoutId }) => payoutVouchersQuery(payoutId)) })
  const rows = newest.flatMap(({ payoutId, round }, at) =>
    (found[at]?.data?.vouchers ?? []).map(voucher => ({ payoutId, round, voucher })),
  )
  // Most programmes pay no vouchers: there is nothing to say about it then.
  if (rows.length === 0) return null
  return (
    <Section title={t('vouchers.title')}>
      <Text size="sm" mb="sm">
        {t('ownProposals.lost')}
      </Text>
      <Stack gap="xs">
        {rows.map(({ payoutId, round, voucher }) => (
          <div key={voucher.id}>
            <Group justify="space-between">
              <Anchor
                renderRoot={props => (
                  <Link
                    to="/programmes/$programmeId/vouchers/$payoutId"
                    params={{ programmeId: person.programmeId, payoutId }}
                    {...props}
                  />
                )}
              >
                {t('person.round', { number: shown.number(round) })} ·{' '}
                {t('vouchers.partOf', { part: shown.number(voucher.part), parts: shown.number(voucher.parts) })}
              </Anchor>
              <Group gap="xs">
                <Text fw={600}>{shown.money(voucher.amountMinor, voucher.currency)}</Text>
                <VoucherState state={voucher.state} />
              </Group>
            </Group>
            <Text size="sm" c="dimmed">
              {[
                voucher.answer === null ? '' : `${t('vouchers.answer')}: ${t(`vouchers.said.${voucher.answer}`)}`,
                voucher.deliveredAt === null ? '' : `${t('vouchers.delivered')}: ${shown.moment(voucher.deliveredAt)}`,
                voucher.ended === null ? '' : t(`vouchers.end.${voucher.ended as 'declined'}`),
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </div>
        ))}
      </Stack>
    </Section>
  )
}
