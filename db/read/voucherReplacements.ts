/** Proposals to replace lost vouchers, with the evidence that whoever decides must see. */
import { sql } from 'kysely'
import type { FspAccountId, PayoutId } from '../../domain/ids.js'
import type { ProposalState } from '../../domain/fourEyes.js'
import type { House } from '../database.js'

export interface ReplacementShown {
  readonly proposalId: string
  readonly payoutId: PayoutId
  readonly state: ProposalState
  readonly currency: string
  readonly cards: readonly {
    part: number
    how: 'lost' | 'blocked' | 'again' | 'stuck'
    amountMinor: string
    leftMinor: string | null
    spentMinor: string | null
  }[]
  readonly desk: { readonly evidence: string; readonly leftMinor: string } | null
  readonly reason: string | null
  readonly proposedBy: string
  readonly proposedAt: Date
  readonly goodUntil: Date | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
}

interface Row extends Omit<ReplacementShown, 'currency' | 'cards' | 'desk'> {
  summary: Pick<ReplacementShown, 'currency' | 'cards'>
  sealed: Buffer | null
}

/** All that were ever proposed for a payout, newest first. */
export async function replacementsOf(house: House, payoutId: PayoutId): Promise<ReplacementShown[]> {
  const { rows } = await sql<Row>`
    select id as "proposalId", subject as "payoutId", state, summary, content_enc as sealed, reason, proposed_by as "proposedBy",
           proposed_at as "proposedAt", good_until as "goodUntil", decided_by as "decidedBy", decided_at as "decidedAt"
      from proposal where subject = ${payoutId} and kind = 'voucher_replacement' order by proposed_at desc, id limit 100`.execute(
    house.db,
  )
  return rows.map(({ summary, sealed, ...rest }) => {
    const content = sealed && (JSON.parse(house.sealing.open(sealed)) as Pick<ReplacementShown, 'desk'>)
    return { ...rest, currency: summary.currency, cards: summary.cards, desk: content?.desk ?? null }
  })
}

/** The account that issued what a proposal wants replaced. */
export async function accountOfReplacement(house: House, proposalId: string): Promise<FspAccountId | null> {
  const { rows } = await sql<{ id: FspAccountId }>`
    select p.fsp_account_id as id from proposal r join payout p on p.id = r.subject
     where r.id = ${proposalId} and r.kind = 'voucher_replacement'`.execute(house.db)
  return rows[0]?.id ?? null
}
