/** Everything that happened to one person as one line of moments, newest first: money, messages, vouchers, cases, acts of staff. */
import type { Conversation, Story, Voucher } from '../../api/shapes.ts'

export const lifeKinds = ['money', 'messages', 'vouchers', 'cases', 'acts'] as const
export type LifeKind = (typeof lifeKinds)[number]

type PayoutOf = Story['payouts'][number]
type Happened =
  | { readonly kind: 'money'; readonly payout: PayoutOf; readonly attempt: PayoutOf['attempts'][number] | null }
  | { readonly kind: 'messages'; readonly told: Conversation['told'][number] }
  | { readonly kind: 'messages'; readonly written: Conversation['written'][number] }
  | { readonly kind: 'vouchers'; readonly voucher: Voucher; readonly step: 'issued' | 'asked' | 'delivered' }
  | { readonly kind: 'cases'; readonly of: Story['cases'][number]; readonly step: 'opened' | 'closed' }
  | { readonly kind: 'acts'; readonly act: Story['acts'][number] }
export type LifeLine = Happened & { readonly at: string }

/** What may not be read by whoever looks is not given: those kinds have no lines then. */
interface Sources {
  readonly story: Story
  readonly said: Conversation | undefined
  readonly vouchers: readonly Voucher[]
}

export function lifeLines({ story, said, vouchers }: Sources): LifeLine[] {
  const lines: LifeLine[] = [
    ...story.payouts.flatMap((payout): LifeLine[] =>
      payout.attempts.length === 0
        ? [{ kind: 'money', at: payout.stateAt, payout, attempt: null }]
        : payout.attempts.map(attempt => ({ kind: 'money', at: attempt.stateAt, payout, attempt })),
    ),
    ...(said?.told ?? []).map(told => ({ kind: 'messages' as const, at: told.at, told })),
    ...(said?.written ?? []).map(written => ({ kind: 'messages' as const, at: written.at, written })),
    ...vouchers.flatMap((voucher): LifeLine[] => {
      const steps = [
        ['issued', voucher.issuedAt],
        ['asked', voucher.askedAt],
        ['delivered', voucher.deliveredAt],
      ] as const
      return steps.flatMap(([step, at]) => (at === null ? [] : [{ kind: 'vouchers', at, voucher, step }]))
    }),
    ...story.cases.flatMap((each): LifeLine[] => [
      { kind: 'cases' as const, at: each.openedAt, of: each, step: 'opened' as const },
      ...(each.closedAt === null
        ? []
        : [{ kind: 'cases' as const, at: each.closedAt, of: each, step: 'closed' as const }]),
    ]),
    // They come oldest first: of two of one moment the later one stands above.
    ...story.acts.toReversed().map(act => ({ kind: 'acts' as const, at: act.at, act })),
  ]
  return lines.sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
}
