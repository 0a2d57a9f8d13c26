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
import { payoutVouchersQuery } from '../vouchers/queries.ts'

export const replacementQuery = ({ proposalId, subject, kind }: Proposal) =>
  ({
    queryKey: ['vouchers', 'replacements', proposalId],
    queryFn: async () => {
      const path = { id: subject ?? '' }
      const { items } = await ask(api.GET('/payouts/{id}/vouchers/replacements', { params: { path } }))
      return items.find(each => each.proposalId === proposalId) ?? null
    },
    enabled: kind === 'voucher_replacement',
  }) as const

export function LostVouchers({ proposal }: { readonly proposal: Proposal }) {
  const { programmeId } = proposal
  const found = useQuery(replacementQuery(proposal))
  return (
    <Loaded of={found} lines={3}>
      {one => one && <Cards {...one} programmeId={programmeId} />}
    </Loaded>
  )
}

interface CardsProps {
  readonly programmeId: string | null
  readonly payoutId: string
  readonly currency: string
  readonly cards: readonly {
    readonly part: number
    readonly how: 'lost' | 'blocked' | 'again' | 'stuck' | 'returned'
    readonly amountMinor: string
    readonly leftMinor: string | null
    readonly spentMinor: string | null
  }[]
  readonly desk: { readonly evidence: string; readonly leftMinor: string } | null
}

function Cards({ cards, desk, currency, payoutId, programmeId }: CardsProps) {
  const { t } = useTranslation()
  const shown = useShown()
  const told = ({ how, amountMinor, leftMinor, spentMinor }: CardsProps['cards'][number]): string => {
    const amount = shown.money(amountMinor, currency)
    const is =
      leftMinor === null || spentMinor === null
        ? t('replacing.notTold', { amount })
        : t('replacing.spentOf', {
            amount,
            left: shown.money(leftMinor, currency),
            spent: shown.money(spentMinor, currency),
          })
    return `${t(`replacing.how.${how}`)} ${is}`
  }
  // Whose they are: known to whoever may look at them.
  const ref = useQuery(payoutVouchersQuery(payoutId)).data?.vouchers[0]?.ref
  return (
    <Stack gap="xs">
      <Facts
        facts={[
          ...cards.map(each => ({ name: t('replacing.card', { part: shown.number(each.part) }), value: told(each) })),
          ...(desk === null
            ? []
            : [
                { name: t('replacing.evidence'), value: <bdi>{desk.evidence}</bdi> },
                {
                  name: t(cards.every(({ how }) => how === 'returned') ? 'returnedMoney.came' : 'replacing.deskLeft'),
                  value: shown.money(desk.leftMinor, currency),
                },
              ]),
        ]}
      />
      {programmeId !== null && (
        <Anchor
          renderRoot={props => (
            <Link to="/programmes/$programmeId/vouchers/$payoutId" params={{ programmeId, payoutId }} {...props} />
          )}
        >
          {ref === undefined ? t('replacing.toVouchers') : t('vouchers.of', { ref })}
        </Anchor>
      )}
    </Stack>
  )
}
