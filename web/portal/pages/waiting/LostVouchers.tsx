/** The cards of a proposed replacement, with what was spent of them and what the provider’s desk said: in sight of the decision. */
import { Anchor, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, ask } from '../../api/client.ts'
import type { Proposal } from '../../api/shapes.ts'
import { Facts } from '../../parts/Facts.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useShown } from '../../shown/useShown.ts'

export function LostVouchers({ proposal: { proposalId: id, programmeId } }: { readonly proposal: Proposal }) {
  const { t } = useTranslation()
  const shown = useShown()
  const found = useQuery({
    queryKey: ['voucher replacements', id],
    queryFn: () => ask(api.GET('/voucher-replacements/{id}', { params: { path: { id } } })),
  })
  return (
    <Loaded of={found} lines={3}>
      {({ cards, desk, currency, payoutId }) => (
        <Stack gap="xs">
          <Facts
            facts={[
              ...cards.map(({ part, how, amountMinor, leftMinor, spentMinor }) => {
                const amount = shown.money(amountMinor, currency)
                const told =
                  leftMinor === null || spentMinor === null
                    ? t('replacing.notTold', { amount })
                    : t('replacing.spentOf', {
                        amount,
                        left: shown.money(leftMinor, currency),
                        spent: shown.money(spentMinor, currency),
                      })
                return {
                  name: t('replacing.card', { part: shown.number(part) }),
                  value: `${t(`replacing.how.${how}`)} ${told}`,
                }
              }),
              ...(desk === null
                ? []
                : [
                    { name: t('replacing.evidence'), value: <bdi>{desk.evidence}</bdi> },
                    { name: t('replacing.deskLeft'), value: shown.money(desk.leftMinor, currency) },
                  ]),
            ]}
          />
          {programmeId !== null && (
            <Anchor
              renderRoot={props => (
                <Link to="/programmes/$programmeId/vouchers/$payoutId" params={{ programmeId, payoutId }} {...props} />
              )}
            >
              {t('replacing.toVouchers')}
            </Anchor>
          )}
        </Stack>
      )}
    </Loaded>
  )
}
