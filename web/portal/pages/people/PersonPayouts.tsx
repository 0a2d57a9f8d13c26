/** What a person was to receive, and what became of it, attempt by attempt. */
import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Story } from '../../api/shapes.ts'
import { useProgrammes } from '../../frame/programmes.ts'
import { Empty } from '../../parts/Empty.tsx'
import { Section } from '../../parts/Section.tsx'
import { PayoutState } from '../../parts/StateBadge.tsx'
import { useSession } from '../../session/session.ts'
import { useReasonText } from '../../shown/useReasonText.ts'
import { useShown } from '../../shown/useShown.ts'
import { EvidenceDialog } from '../work/EvidenceDialog.tsx'

/** Of any other the provider took nothing, whatever fee was set aside or told. */
const cost: readonly string[] = ['paid', 'paid_extra', 'reversed']

export function PersonPayouts({ story: { person, payouts } }: { readonly story: Story }) {
  const { t } = useTranslation()
  const shown = useShown()
  const reasonText = useReasonText()
  const { all } = useProgrammes()
  const { may } = useSession()
  const [proven, setProven] = useState<Story['payouts'][number] | null>(null)
  const currency = all.find(({ id }) => id === person.programmeId)?.currency
  return (
    <Section title={t('person.payouts')}>
      {payouts.length === 0 && <Empty title={t('person.noPayouts')} says={t('person.noPayoutsSays')} />}
      <Stack>
        {payouts.map(each => (
          <div key={each.payoutId}>
            <Group justify="space-between">
              <Anchor
                renderRoot={props => (
                  <Link
                    to="/distributions/$distributionId"
                    params={{ distributionId: each.distributionId }}
                    {...props}
                  />
                )}
              >
                {t('person.round', { number: shown.number(each.round) })}
              </Anchor>
              <Group gap="xs">
                <Text fw={600}>{currency === undefined ? '…' : shown.money(each.amountMinor, currency)}</Text>
                <PayoutState state={each.state} />
              </Group>
            </Group>
            {each.heldReason !== null && <Text size="sm">{t('person.heldNext', { reason: each.heldReason })}</Text>}
            {each.attempts.map(attempt => (
              <Text key={attempt.attemptId} size="sm" c="dimmed">
                {[
                  t('person.attempt', { number: shown.number(attempt.ordinal) }),
                  shown.moment(attempt.stateAt),
                  t(`attemptState.${attempt.state}`),
                  attempt.reason === null ? '' : reasonText(attempt.reason),
                  attempt.receipt === null ? '' : `${t('person.receipt')} ${attempt.receipt}`,
                  attempt.feeMinor === null || currency === undefined || !cost.includes(attempt.state)
                    ? ''
                    : `${t('person.fee')} ${shown.money(attempt.feeMinor, currency)}`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            ))}
            {each.attempts.length > 0 && may('payouts.evidence', person.programmeId) && (
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={`${t('work.evidence')} …: ${t('person.round', { number: shown.number(each.round) })}`}
                onClick={() => setProven(each)}
              >
                {t('work.evidence')} …
              </Button>
            )}
          </div>
        ))}
      </Stack>
      {proven && (
        <EvidenceDialog
          payoutId={proven.payoutId}
          about={t('person.round', { number: shown.number(proven.round) })}
          close={() => setProven(null)}
        />
      )}
    </Section>
  )
}
