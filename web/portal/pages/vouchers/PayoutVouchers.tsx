/** One payout by voucher: every card that was ordered for it, what its person said, and what the FSP was asked. */
import { Anchor, SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Voucher } from '../../api/shapes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { Page } from '../../parts/Page.tsx'
import { Section } from '../../parts/Section.tsx'
import { ShortTable } from '../../parts/ShortTable.tsx'
import { WorkflowLink } from '../../parts/WorkflowLink.tsx'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'
import { AskBalance } from './AskBalance.tsx'
import { GiveAgain } from './GiveAgain.tsx'
import { payoutVouchersQuery } from './queries.ts'
import { ReplaceVouchers } from './ReplaceVouchers.tsx'
import { SayReturned } from './SayReturned.tsx'
import { VoucherActs } from './VoucherActs.tsx'
import { VoucherState } from './VoucherState.tsx'

const isMoving = ({ state }: Voucher): boolean =>
  ['to_issue', 'issuing', 'unsettled', 'agreed', 'cancelling'].includes(state)

export function PayoutVouchers() {
  const { t } = useTranslation()
  const { programmeId, payoutId } = useParams({ from: '/programmes/$programmeId/vouchers/$payoutId' })
  const found = useQuery({
    ...payoutVouchersQuery(payoutId),
    // Something is on its way here, or only people change it.
    refetchInterval: ({ state }) => (state.data?.vouchers.some(isMoving) ? 2_000 : 5_000),
  })
  const vouchers = found.data?.vouchers ?? []
  const [first] = vouchers
  return (
    <Page
      key={payoutId}
      title={first ? t('vouchers.of', { ref: first.ref }) : t('vouchers.title')}
      above={
        <Anchor
          size="sm"
          renderRoot={props => (
            <Link to="/programmes/$programmeId/vouchers" params={{ programmeId }} search={{}} {...props} />
          )}
        >
          {t('vouchers.back')}
        </Anchor>
      }
      acts={
        first && (
          <>
            <AskBalance payoutId={payoutId} vouchers={vouchers} />
            <VoucherActs programmeId={programmeId} payoutId={payoutId} vouchers={vouchers} />
            <ReplaceVouchers programmeId={programmeId} payoutId={payoutId} vouchers={vouchers} />
            <GiveAgain programmeId={programmeId} payoutId={payoutId} vouchers={vouchers} />
            <SayReturned programmeId={programmeId} payoutId={payoutId} vouchers={vouchers} />
          </>
        )
      }
    >
      <Loaded of={found} lines={8}>
        {data => (
          <Stack gap="lg">
            {data.vouchers.length === 0 && <Empty title={t('vouchers.noneOf')} says={t('vouchers.noneOfSays')} />}
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              {data.vouchers.map(each => (
                <One key={each.id} voucher={each} />
              ))}
            </SimpleGrid>
            {data.vouchers.length > 0 && <Evidence {...data} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  )
}

function One({ voucher }: { readonly voucher: Voucher }) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const { amountMinor, currency, part, parts, ordinal, ended, reason, answer, balanceMinor } = voucher
  const title = t('vouchers.partOf', { part: shown.number(part), parts: shown.number(parts) })
  return (
    <Section
      title={ordinal === 1 ? title : `${title} · ${t('vouchers.ordinal', { number: shown.number(ordinal) })}`}
      acts={<VoucherState state={voucher.state} />}
    >
      <Facts
        facts={[
          { name: t('vouchers.amount'), value: shown.money(amountMinor, currency) },
          { name: t('vouchers.issued'), value: shown.moment(voucher.issuedAt) },
          { name: t('vouchers.asked'), value: shown.moment(voucher.askedAt) },
          { name: t('vouchers.reminders'), value: shown.number(voucher.reminders) },
          { name: t('vouchers.deadline'), value: shown.moment(voucher.deadlineAt) },
          {
            name: t('vouchers.answer'),
            value: answer === null ? '–' : `${t(`vouchers.said.${answer}`)} · ${shown.moment(voucher.answeredAt)}`,
          },
          { name: t('vouchers.delivered'), value: shown.moment(voucher.deliveredAt) },
          {
            name: t('vouchers.balance'),
            value:
              balanceMinor === null
                ? '–'
                : `${shown.money(balanceMinor, currency)} · ${shown.moment(voucher.balanceAt)}`,
          },
          { name: t('vouchers.dueOn'), value: shown.day(voucher.dueOn) },
          ...(ended === null ? [] : [{ name: t('vouchers.ended'), value: t(`vouchers.end.${ended as 'declined'}`) }]),
          ...(reason === null ? [] : [{ name: t('vouchers.reason'), value: reasonText(reason) }]),
        ]}
      />
      <WorkflowLink life={`voucher/${voucher.id}`} />
    </Section>
  )
}

interface EvidenceProps {
  readonly vouchers: readonly Voucher[]
  readonly calls: readonly {
    readonly voucherId: string
    readonly asks: string
    readonly openedAt: string
    readonly answeredAt: string | null
    readonly outcome: string | null
    readonly reason: string | null
    readonly code: string | null
  }[]
}

/** What was asked of the FSP, and what it said: on this stands the state. */
function Evidence({ vouchers, calls }: EvidenceProps) {
  const { t, i18n } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const said = (key: string, code: string): string =>
    i18n.exists(key) ? (t as unknown as (key: string) => string)(key) : code
  const partOf = new Map(vouchers.map(({ id, part }) => [id, part]))
  return (
    <Section title={t('vouchers.evidence')}>
      {calls.length === 0 ? (
        <Empty title={t('vouchers.noCalls')} says={t('vouchers.noCallsSays')} />
      ) : (
        <ShortTable
          label={t('vouchers.evidence')}
          heads={[
            { name: t('vouchers.when') },
            { name: t('vouchers.part'), end: true },
            { name: t('vouchers.asks') },
            { name: t('vouchers.outcome') },
            { name: t('vouchers.reason') },
            { name: t('vouchers.code') },
          ]}
          rows={calls.map(each => ({
            key: `${each.voucherId} ${each.openedAt}`,
            cells: [
              shown.moment(each.openedAt),
              shown.number(partOf.get(each.voucherId) ?? 1),
              said(`voucherAsks.${each.asks}`, each.asks),
              each.outcome === null ? (
                <Text size="sm" c="dimmed">
                  {t('vouchers.noAnswer')}
                </Text>
              ) : (
                said(`voucherOutcome.${each.outcome}`, each.outcome)
              ),
              each.reason === null ? '–' : reasonText(each.reason),
              <bdi>{each.code ?? '–'}</bdi>,
            ],
          }))}
        />
      )}
    </Section>
  )
}
